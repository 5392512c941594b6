import { randomBytes } from 'node:crypto';
import pLimit from 'p-limit';
import type { HostFacts } from '../../diagnosis/facts.ts';
import type { Host } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';
import { readHost } from './diagnose-host.ts';
import { AddressBook, learnAddresses, readAddresses } from './diagnose-peers.ts';
import { withinTime } from './diagnose-time.ts';

/** What a diagnosis knows and works with while it goes on. */
export interface DiagnoseContext {
  readonly session: FleetSession;
  readonly book: AddressBook;
  /** Hosts that were read in full. */
  readonly facts: Map<string, HostFacts>;
  /** Reads a host in full, once. */
  read(name: string): Promise<HostFacts | undefined>;
  connect(name: string): HostConnection | undefined;
  readonly signal: AbortSignal | undefined;
}

export function findHost(session: FleetSession, name: string): Host | undefined {
  return session.fleet.hosts.find((host) => host.name === name);
}

const atOnce = 16;

/** A context that knows nothing yet. */
export function createContext(session: FleetSession, signal: AbortSignal | undefined): DiagnoseContext {
  const facts = new Map<string, HostFacts>();
  const reading = new Map<string, Promise<HostFacts>>();
  const book = new AddressBook();
  const gate = pLimit(atOnce);
  // One for the whole diagnosis: digests of the same key are alike on every host, and on no other day.
  const word = randomBytes(16).toString('hex');
  const connect: DiagnoseContext['connect'] = (name) => {
    const host = findHost(session, name);
    return host && session.remote.connect(host.name);
  };
  const read: DiagnoseContext['read'] = async (name) => {
    const host = findHost(session, name);
    if (host === undefined) return undefined;
    const started =
      reading.get(name) ??
      gate(async () => {
        const found = await readHost(session.remote.connect(host.name), word, signal);
        facts.set(name, found);
        learnAddresses(book, host, found, []);
        return found;
      });
    reading.set(name, started);
    return started;
  };
  return { session, book, facts, read, connect, signal };
}

/** Asks the hosts that are not diagnosed for their addresses: one of them may be the other end. */
export async function learnOthers(context: DiagnoseContext, chosen: readonly string[]): Promise<void> {
  const gate = pLimit(atOnce);
  const others = context.session.fleet.hosts.filter(({ name }) => !chosen.includes(name));
  await Promise.all(
    others.map((host) =>
      gate(async () => {
        const reading = readAddresses(context.session.remote, host, context.signal);
        // One that does not answer in time is known by what the fleet's variables say of it.
        const read = await withinTime(host.name, reading).catch(() => []);
        learnAddresses(context.book, host, undefined, read);
      }),
    ),
  );
}
