import type { HostFacts } from '../../diagnosis/facts.ts';
import { type InterfaceAddress, normalizeAddress, parseAddresses } from '../../diagnosis/parse/addresses.ts';
import type { Host } from '../../fleet/model.ts';
import { PyDict } from '../../jinja/values.ts';
import type { RemotePool } from '../../remote/connection.ts';
import { runProbes } from './diagnose-probes.ts';

/** Whose an address is, among our hosts. */
export class AddressBook {
  readonly #owners = new Map<string, string>();

  add(host: string, addresses: Iterable<string>): void {
    for (const address of addresses) {
      const normal = normalizeAddress(address.split('/', 1)[0] ?? '');
      if (normal !== undefined && !isEverywhere(normal) && !this.#owners.has(normal))
        this.#owners.set(normal, host);
    }
  }

  find(address: string): string | undefined {
    return this.#owners.get(normalizeAddress(address) ?? '');
  }
}

/** Loopback and link-local addresses tell nobody apart. */
function isEverywhere(address: string): boolean {
  return /^(127\.|::1$|fe[89ab])/.test(address);
}

/** The addresses that a host has; of one that cannot be asked, those that the fleet's variables give it. */
export async function readAddresses(
  remote: RemotePool,
  host: Host,
  signal: AbortSignal | undefined,
): Promise<readonly InterfaceAddress[]> {
  const probe = { key: 'addresses', command: 'ip -o addr show' };
  const answers = await runProbes(remote.connect(host.name), [probe], { ...(signal && { signal }) });
  return parseAddresses(answers.observations.get('addresses')?.output ?? '');
}

/** Everything that is known of a host's addresses, what it says itself first. */
export function learnAddresses(
  book: AddressBook,
  host: Host,
  facts: HostFacts | undefined,
  read: readonly InterfaceAddress[],
): void {
  book.add(
    host.name,
    [...(facts?.addresses ?? []), ...read].map(({ address }) => address),
  );
  book.add(host.name, facts?.configs.flatMap(({ localAddress }) => localAddress ?? []) ?? []);
  book.add(host.name, facts?.tunnels?.files.flatMap(({ addresses }) => addresses) ?? []);
  book.add(host.name, listOwnAddresses(host));
}

const deepest = 8;

/** Addresses in a host's variables: below `interfaces`, and below its own name wherever that is a key. */
export function listOwnAddresses(host: Host): string[] {
  const found: string[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (depth > deepest) return;
    if (typeof value === 'string') found.push(value);
    else for (const item of itemsOf(value)) collect(item, depth + 1);
  };
  const search = (value: unknown, depth: number): void => {
    if (depth > deepest || !(value instanceof PyDict)) return;
    for (const [key, item] of value.entries()) {
      if (key === host.name) collectOwn(item, collect);
      else search(item, depth + 1);
    }
  };
  collect(host.variables.get('interfaces'), 0);
  search(host.variables, 0);
  return found.filter((text) => normalizeAddress(text.split('/', 1)[0] ?? '') !== undefined);
}

/** Of a host's own entry only what is said to be an address: sessions there name the neighbours' as well. */
function collectOwn(value: unknown, collect: (value: unknown, depth: number) => void): void {
  if (typeof value === 'string') collect(value, 0);
  if (!(value instanceof PyDict)) return;
  for (const key of ['address', 'addresses', 'local', 'unicast', 'endpoint']) collect(value.get(key), 0);
}

function itemsOf(value: unknown): Iterable<unknown> {
  if (value instanceof PyDict) return [...value.entries()].map(([, item]) => item);
  return Array.isArray(value) ? value : [];
}
