import {
  type BirdClient,
  explainFiltered,
  isRefusal,
  type Protocol,
  parseProtocols,
  parseRoaCheck,
  type RoaState,
  type Route,
  readPath,
} from '../../bird/index.ts';
import type { RouteEntry } from './routes.ts';

/** Each costs a question to BIRD. */
const mostChecked = 50;

type Family = 'v4' | 'v6';

/** Routes that an import filter refused, each with what commonly makes a filter do so. */
export async function explainRefusals(
  client: BirdClient,
  peer: Protocol,
  routes: readonly Route[],
  signal: AbortSignal | undefined,
): Promise<readonly RouteEntry[]> {
  const tables = routes.length === 0 ? new Map<Family, string>() : await findRoaTables(client, signal);
  const view = {
    localAs: peer.bgp?.localAs ?? 0,
    neighborAs: peer.bgp?.neighborAs ?? 0,
    transparent: isTransparent(peer),
  };
  const entries: RouteEntry[] = [];
  for (const [index, route] of routes.entries()) {
    const roa =
      index < mostChecked ? await checkRoa(client, tables, route, view.neighborAs, signal) : undefined;
    entries.push({ ...route, reasons: explainFiltered(route, { ...view, ...(roa && { roa }) }) });
  }
  return entries;
}

/** An iBGP neighbour or a route server. */
function isTransparent({ bgp }: Protocol): boolean {
  const internal = bgp?.session?.split(' ').includes('internal') ?? false;
  return internal || (bgp?.neighborCapabilities ?? []).some((line) => /^Role: *rs_server$/.test(line));
}

/** The tables of route origins that the sessions to RPKI caches fill. */
async function findRoaTables(
  client: BirdClient,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Family, string>> {
  const options = signal ? { signal } : {};
  const tables = new Map<Family, string>();
  const caches = parseProtocols((await client.send('show protocols', options)).text).filter(
    ({ type, name }) => type === 'RPKI' && /^[\w.:-]+$/.test(name),
  );
  for (const { name } of caches) {
    const reply = await client.send(`show protocols all "${name}"`, options);
    for (const { name: channel, table } of parseProtocols(reply.text).flatMap(({ channels }) => channels)) {
      if (!/^\w+$/.test(table)) continue;
      if (channel === 'roa4') tables.set('v4', table);
      if (channel === 'roa6') tables.set('v6', table);
    }
  }
  return tables;
}

async function checkRoa(
  client: BirdClient,
  tables: ReadonlyMap<Family, string>,
  route: Route,
  neighborAs: number,
  signal: AbortSignal | undefined,
): Promise<RoaState | undefined> {
  const { network } = route;
  const table = tables.get(network.includes(':') ? 'v6' : 'v4');
  if (table === undefined || !/^[0-9a-f:.]+\/\d{1,3}$/i.test(network)) return undefined;
  const origin = readPath(route).at(-1) ?? neighborAs;
  const reply = await client.send(
    `eval roa_check(${table}, ${network}, ${origin})`,
    signal ? { signal } : {},
  );
  return isRefusal(reply) ? undefined : parseRoaCheck(reply.text);
}
