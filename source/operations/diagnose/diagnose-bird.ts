import { milliseconds } from '../../basics/brand.ts';
import { OperatorError, toProblem } from '../../basics/problem.ts';
import {
  type BirdClient,
  createHostBird,
  isRefusal,
  type Protocol,
  parseBfdSessions,
  parseProtocols,
  parseRouteCounts,
} from '../../bird/index.ts';
import type { BirdFacts, HostFacts } from '../../diagnosis/facts.ts';
import type { Observation, Unread } from '../../diagnosis/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { DiagnoseContext } from './diagnose-context.ts';

export interface BirdAnswers {
  readonly facts: BirdFacts;
  readonly observations: ReadonlyMap<string, Observation>;
  readonly unread: readonly Unread[];
}

const limit = milliseconds(4_000);
const nothing = { protocols: [], bfd: [], unresolved: new Map<string, number>() };
const unreachableRoutes = 'dest = RTD_UNREACHABLE';

/** BIRD's answer as birdc prints it: without codes. Never throws. */
export function plainReply(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^(0001|0016)[- ]/.test(line) && !/^0000 *$/.test(line))
    .map((line) => (/^\d{4}[- ]/.test(line) ? line.slice(5) : line.replace(/^ /, '')))
    .join('\n')
    .trimEnd();
}

/** Asks BIRD one thing; undefined where it refuses. Throws OperatorError where it does not answer. */
export async function askBird(
  client: BirdClient,
  host: string,
  command: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly text: string; readonly observation: Observation } | undefined> {
  const reply = await client.send(command, { timeout: limit, ...(signal && { signal }) });
  if (isRefusal(reply)) return undefined;
  return {
    text: reply.text,
    observation: { host, command: `birdc ${command}`, output: plainReply(reply.text) },
  };
}

/** Opens a client that may only read. */
export function openBird(connection: HostConnection): BirdClient {
  return createHostBird(connection, { restricted: true });
}

/** What a host's BIRD says of its protocols and BFD sessions. Never throws. */
export async function readBird(
  connection: HostConnection,
  signal: AbortSignal | undefined,
): Promise<BirdAnswers> {
  const client = openBird(connection);
  const { host } = connection;
  try {
    const all = await askBird(client, host, 'show protocols all', signal);
    if (all === undefined)
      return { facts: { state: 'unknown', ...nothing }, observations: new Map(), unread: [] };
    const protocols = parseProtocols(all.text);
    const bfd = await askBird(client, host, 'show bfd sessions', signal);
    const observations = new Map([['bird', all.observation]]);
    if (bfd) observations.set('bfd', bfd.observation);
    const unresolved = await countUnresolved(client, host, protocols, signal);
    const sessions = bfd ? parseBfdSessions(bfd.text).sessions : [];
    return { facts: { state: 'running', protocols, bfd: sessions, unresolved }, observations, unread: [] };
  } catch (error) {
    return readFailure(host, error);
  } finally {
    client.close();
  }
}

/** Sessions with routes that lead nowhere: one count of all, and one a session only where there are any. */
async function countUnresolved(
  client: BirdClient,
  host: string,
  protocols: readonly Protocol[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const count = async (what: string) => {
    const answer = await askBird(client, host, `show route ${what} count`, signal);
    const { tables, total } = parseRouteCounts(answer?.text ?? '');
    return total?.shown ?? tables.reduce((sum, { shown }) => sum + shown, 0);
  };
  if ((await count(`where source = RTS_BGP && ${unreachableRoutes}`)) === 0) return counts;
  for (const { name, type, state } of protocols) {
    if (type !== 'BGP' || state !== 'up') continue;
    const found = await count(`protocol ${quoteName(name)} where ${unreachableRoutes}`);
    if (found > 0) counts.set(name, found);
  }
  return counts;
}

/** A protocol's name as BIRD's command line takes it. */
export function quoteName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name.replaceAll("'", '')}'`;
}

export { unreachableRoutes };

/** A session as it is now; undefined where BIRD does not say. */
export async function readProtocol(
  context: Pick<DiagnoseContext, 'connect' | 'signal'>,
  { name: host }: Pick<HostFacts, 'name'>,
  { name }: Protocol,
): Promise<Protocol | undefined> {
  const connection = context.connect(host);
  if (connection === undefined) return undefined;
  const client = openBird(connection);
  try {
    const answer = await askBird(client, host, `show protocols all ${quoteName(name)}`, context.signal);
    return answer && parseProtocols(answer.text)[0];
  } catch (error) {
    // It answered a moment ago: that it does not now is what the next look tells.
    if (error instanceof OperatorError) return undefined;
    throw error;
  } finally {
    client.close();
  }
}

function readFailure(host: string, error: unknown): BirdAnswers {
  const { kind, message, answer } = toProblem(error, { host });
  const output = answer === undefined || answer === '' ? message : `${message}\n${answer}`;
  const observation: Observation = { host, command: 'birdc show protocols all', output };
  const states: Record<string, BirdFacts['state']> = {
    'bird-stopped': 'stopped',
    'bird-frozen': 'frozen',
    'bird-absent': 'absent',
  };
  const state = states[kind] ?? 'unknown';
  return {
    facts: { state, ...nothing },
    observations: new Map([['bird', observation]]),
    unread: state === 'unknown' ? [{ host, command: observation.command, reason: message }] : [],
  };
}
