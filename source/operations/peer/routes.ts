import { type Instant, milliseconds, now } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type BirdClient,
  type BirdReply,
  createBirdcClient,
  isRefusal,
  type Protocol,
  parseRouteCounts,
  parseRoutes,
  type Route,
} from '../../bird/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';
import { findHost, openReader, quoteSymbol, readPeer } from './peer-find.ts';
import {
  parseTarget,
  type RouteKind,
  type RouteQuery,
  type Target,
  writePrefixQueries,
  writeSessionQuery,
} from './routes-query.ts';
import { explainRefusals } from './routes-why.ts';

/** A route, and for one that was refused what commonly makes a filter do so. */
export interface RouteEntry extends Route {
  readonly reasons?: readonly string[];
}

export interface RoutesAnswer {
  readonly host: HostName;
  readonly observedAt: Instant;
  readonly query: RouteQuery;
  /** As they were run. */
  readonly commands: readonly string[];
  readonly routes: readonly RouteEntry[];
  /** How many there are; more than `routes` where the list was cut. */
  readonly total: number;
  /** How many are not in `routes`. */
  readonly cut: number;
  /** What should be known to read the answer right. */
  readonly notes: readonly string[];
}

export interface RoutesOptions {
  /** The most routes that are read; the default is 100. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

const defaultMost = 100;
/** A route has some ten lines with its attributes; those with many next hops have more. */
const linesOfRoute = 40;
/** Counting the routes of a full table takes BIRD seconds. */
const slow = milliseconds(30_000);

/** What reads routes of one host. */
interface Reader {
  readonly host: HostName;
  readonly client: BirdClient;
  readonly bounded: BirdClient;
  readonly most: number;
  readonly signal: AbortSignal | undefined;
}

interface Found {
  readonly command: string;
  readonly routes: readonly Route[];
  readonly total: number;
}

/** Reads the routes of a prefix, or of a session, from a host. Throws OperatorError. */
export async function readRoutes(
  session: FleetSession,
  hostName: string,
  query: RouteQuery,
  options: RoutesOptions = {},
): Promise<RoutesAnswer> {
  const target = query.prefix === undefined ? undefined : parseTarget(query.prefix);
  if (target === undefined && query.session === undefined) {
    throw new OperatorError({
      kind: 'usage',
      message: 'Name a prefix, or a session with --from, --to or --filtered.',
    });
  }
  const host = findHost(session, hostName).name;
  const reader = openRoutesReader(session.remote.connect(host), options);
  try {
    const answer = query.session
      ? await readOfSession(reader, query.session, target)
      : await readOfPrefix(reader, target ?? parseTarget(''));
    const total = answer.found.reduce((sum, each) => sum + each.total, 0);
    const routes = answer.found.flatMap((each) => each.routes).slice(0, reader.most);
    return {
      host,
      observedAt: now(),
      query,
      commands: answer.found.map(({ command }) => `birdc '${command} all'`),
      routes: answer.explain ? await answer.explain(routes) : routes,
      total: Math.max(total, routes.length),
      cut: Math.max(0, total - routes.length),
      notes: answer.notes,
    };
  } finally {
    reader.client.close();
  }
}

function openRoutesReader(connection: HostConnection, { most = defaultMost, signal }: RoutesOptions): Reader {
  return {
    host: connection.host,
    client: openReader(connection),
    bounded: createBirdcClient(connection, {
      restricted: true,
      quiet: true,
      mostLines: most * linesOfRoute,
      timeout: slow,
    }),
    most,
    signal,
  };
}

interface Answer {
  readonly found: readonly Found[];
  readonly notes: readonly string[];
  readonly explain?: (routes: readonly Route[]) => Promise<readonly RouteEntry[]>;
}

async function readOfPrefix(reader: Reader, target: Target): Promise<Answer> {
  for (const command of writePrefixQueries(target)) {
    const found = await read(reader, command, target);
    if (found === undefined || found.total === 0) continue;
    const covers = target.isPrefix && command.includes(' for ');
    const notes = covers
      ? [`${target.text} itself is in no table: this is the longest prefix that covers it`]
      : [];
    return { found: [found], notes };
  }
  return { found: [], notes: [`no route leads to ${target.text}`] };
}

async function readOfSession(
  reader: Reader,
  { name, kind }: { readonly name: string; readonly kind: RouteKind },
  target: Target | undefined,
): Promise<Answer> {
  const { host, client, signal } = reader;
  const peer = await readPeer(client, host, name, signal);
  const symbol = quoteSymbol(name, host);
  const tables = new Set(
    peer.channels.map(({ table }) => table).filter((table) => table !== '' && table !== '---'),
  );
  const found: Found[] = [];
  for (const table of tables) {
    const command = writeSessionQuery(kind, symbol, quoteSymbol(table, host), target);
    const each = await read(reader, command, target);
    if (each) found.push(each);
  }
  const explain =
    kind === 'filtered'
      ? (routes: readonly Route[]) => explainRefusals(client, peer, routes, signal)
      : undefined;
  return { found, notes: describePeerRoutes(peer, kind), ...(explain && { explain }) };
}

/** What the answer leaves out, and why. */
function describePeerRoutes(peer: Protocol, kind: RouteKind): string[] {
  const name = sanitizeLine(peer.name, 80);
  if (peer.bgp?.state !== 'Established') {
    return [
      `${name} is not Established (${sanitizeLine(peer.bgp?.state ?? peer.state, 40)}): it has no routes now`,
    ];
  }
  if (kind === 'to') return [];
  const notes: string[] = [];
  for (const channel of peer.channels) {
    const { routes } = channel;
    const where = `${name} (${sanitizeLine(channel.name, 40)})`;
    if (routes?.filtered === null) {
      notes.push(
        `what the import filter of ${where} refuses is not kept: BIRD needs \`import keep filtered\` in that channel for it`,
      );
    } else if (kind === 'from' && routes !== undefined && routes.filtered > 0) {
      notes.push(
        `${routes.filtered} more were refused by the import filter of ${where}: --filtered shows them`,
      );
    }
  }
  return notes;
}

/** The routes of a command and how many there are; undefined where nothing is there, or BIRD does not know the words. */
async function read(reader: Reader, command: string, target?: Target): Promise<Found | undefined> {
  const options = { timeout: slow, ...(reader.signal && { signal: reader.signal }) };
  // BIRD counts tables, and says nothing of the routes of one network.
  const count = target === undefined ? await countRoutes(reader, command) : undefined;
  if (count === 0) return { command, routes: [], total: 0 };
  const reply = await reader.bounded.send(`${command} all`, options);
  if (isNothing(reader, command, reply)) return undefined;
  const { routes } = parseRoutes(reply.text);
  return { command, routes: routes.slice(0, reader.most), total: Math.max(count ?? 0, routes.length) };
}

async function countRoutes(reader: Reader, command: string): Promise<number> {
  const options = { timeout: slow, ...(reader.signal && { signal: reader.signal }) };
  const counted = await reader.client.send(`${command} count`, options);
  if (isNothing(reader, command, counted)) return 0;
  const { tables, total } = parseRouteCounts(counted.text);
  return total?.shown ?? tables.reduce((sum, { shown }) => sum + shown, 0);
}

const networkNotFound = 8001;
const syntaxError = 9001;

function isNothing({ host }: Reader, command: string, reply: BirdReply): boolean {
  if (!isRefusal(reply)) return false;
  const old = reply.code === syntaxError && command.endsWith(' table all');
  if (reply.code === networkNotFound || old) return true;
  throw new OperatorError({
    kind: 'bird-refused',
    message: `BIRD on ${host} does not show these routes.`,
    host,
    attempted: command,
    answer: sanitizeLine(reply.text.replace(/^\d{4}[ -]/, '').trim()),
  });
}
