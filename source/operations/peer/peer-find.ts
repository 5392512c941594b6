import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type BirdClient,
  createHostBird,
  isRefusal,
  type Protocol,
  parseProtocols,
} from '../../bird/index.ts';
import type { Host, HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';

const mostNamed = 12;

/** The host of this name in the inventory. Throws OperatorError. */
export function findHost(session: FleetSession, name: string): Host {
  const found = session.fleet.hosts.find((host) => host.name === name);
  if (found) return found;
  throw new OperatorError({
    kind: 'usage',
    message: `There is no host ${sanitizeLine(name, 80)} in the inventory.`,
    hint: '`peerdeck hosts` lists them.',
  });
}

/** A client that reads only, and is no entry of the command log. Close it after use. */
export function openReader(connection: HostConnection): BirdClient {
  return createHostBird(connection, { restricted: true, quiet: true });
}

/** A BGP session with its details, by its whole name: patterns and beginnings of names find nothing. Throws OperatorError. */
export async function readPeer(
  client: BirdClient,
  host: HostName,
  name: string,
  signal?: AbortSignal,
): Promise<Protocol> {
  const options = signal === undefined ? {} : { signal };
  const summary = parseProtocols((await client.send('show protocols', options)).text);
  const row = summary.find((each) => each.name === name);
  if (row === undefined) throw unknownPeer(host, name, summary);
  if (row.type !== 'BGP') {
    throw new OperatorError({
      kind: 'usage',
      message: `${sanitizeLine(name, 80)} on ${host} is no BGP session, but of the kind ${sanitizeLine(row.type, 40)}.`,
      host,
    });
  }
  const reply = await client.send(`show protocols all ${quotePattern(name, host)}`, options);
  const found = isRefusal(reply) ? undefined : parseProtocols(reply.text).find((each) => each.name === name);
  return found ?? row;
}

function unknownPeer(host: HostName, name: string, summary: readonly Protocol[]): OperatorError {
  const sessions = summary.filter(({ type }) => type === 'BGP').map((each) => sanitizeLine(each.name, 60));
  const more = sessions.length > mostNamed ? `, and ${sessions.length - mostNamed} more` : '';
  return new OperatorError({
    kind: 'usage',
    message: `There is no session ${sanitizeLine(name, 80)} on ${host}.`,
    host,
    hint:
      sessions.length === 0
        ? 'BIRD has no BGP session there.'
        : `It has: ${sessions.slice(0, mostNamed).join(', ')}${more}.`,
  });
}

/** A name between double quotes, for `show protocols all`: the one place where BIRD takes a name of any letters. */
function quotePattern(name: string, host: HostName): string {
  if (!/["\\*?[\]\u0000-\u001f\u007f]/.test(name)) return `"${name}"`;
  throw unwritable(name, host);
}

/**
 * A name as a command takes it that changes something: never between double quotes, which make it a pattern that
 * could match several sessions.
 */
export function quoteSymbol(name: string, host: HostName): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  if (/^[A-Za-z0-9_.:-]+$/.test(name)) return `'${name}'`;
  throw unwritable(name, host);
}

function unwritable(name: string, host: HostName): OperatorError {
  return new OperatorError({
    kind: 'refused',
    message: `The session ${sanitizeLine(name, 80)} of ${host} cannot be named safely in a command.`,
    host,
  });
}
