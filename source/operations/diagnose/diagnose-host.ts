import { milliseconds } from '../../basics/brand.ts';
import { toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type BirdFacts, type HostFacts, readHostFacts } from '../../diagnosis/facts.ts';
import type { Observation, Unread } from '../../diagnosis/model.ts';
import { counterProbe, hostProbes, rootProbes, tunnelProbes } from '../../diagnosis/probes.ts';
import type { HostConnection } from '../../remote/connection.ts';
import {
  findWireguardCommand,
  parseWireguard,
  readWireguardCommand,
  type WireguardReading,
} from '../../wireguard/index.ts';
import { readBird } from './diagnose-bird.ts';
import { type ProbeAnswers, runProbes } from './diagnose-probes.ts';
import { reachLimit, withinTime } from './diagnose-time.ts';

const wireguardLimit = milliseconds(4_000);

const noBird: BirdFacts = { state: 'unknown', protocols: [], bfd: [], unresolved: new Map() };

/** Reads everything a host says of itself that a diagnosis may need. Never throws; changes nothing there. */
export async function readHost(
  connection: HostConnection,
  word: string,
  signal: AbortSignal | undefined,
): Promise<HostFacts> {
  const unreachable = await findUnreachable(connection, signal);
  if (unreachable !== undefined) {
    return readHostFacts({
      name: connection.host,
      reachable: false,
      bird: noBird,
      observations: new Map([['reach', unreachable]]),
      unread: [],
    });
  }
  const options = { ...(signal && { signal }) };
  const [plain, privileged, bird, tunnels] = await Promise.all([
    runProbes(connection, [counterProbe, ...hostProbes], options),
    readPrivileged(connection, options),
    readBird(connection, signal),
    readTunnels(connection, word, signal),
  ]);
  const parts: ProbeAnswers[] = [plain, privileged, tunnels, bird];
  return readHostFacts({
    name: connection.host,
    reachable: true,
    bird: bird.facts,
    ...(tunnels.reading && { reading: tunnels.reading }),
    observations: new Map(parts.flatMap(({ observations }) => [...observations])),
    unread: parts.flatMap(({ unread }) => unread),
  });
}

/** What SSH says where the host cannot be reached. */
async function findUnreachable(
  connection: HostConnection,
  signal: AbortSignal | undefined,
): Promise<Observation | undefined> {
  try {
    const reached = connection.exec(':', { timeout: reachLimit, ...(signal && { signal }) });
    await withinTime(connection.host, reached);
    return undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    const { message, answer } = toProblem(error, { host: connection.host });
    const output = answer === undefined || answer === '' ? message : `${message}\n${answer}`;
    return { host: connection.host, command: `ssh ${connection.host}`, output };
  }
}

/** As root; where that is refused, as the login user, whose groups may let it read some. */
async function readPrivileged(
  connection: HostConnection,
  options: { signal?: AbortSignal },
): Promise<ProbeAnswers> {
  const asRoot = await runProbes(connection, rootProbes, { ...options, asRoot: true });
  if (asRoot.observations.size > 0) return asRoot;
  const asUser = await runProbes(connection, rootProbes, options);
  const read = new Set(
    [...asUser.observations.values()].flatMap(({ command, exitCode, output }) =>
      exitCode === 0 || output.trim() !== '' ? [command] : [],
    ),
  );
  for (const { command } of asUser.unread) read.delete(command);
  const refused = asRoot.unread.filter(({ command }) => !read.has(command));
  return { observations: asUser.observations, unread: refused };
}

interface TunnelAnswers extends ProbeAnswers {
  readonly reading?: WireguardReading;
}

async function readTunnels(
  connection: HostConnection,
  word: string,
  signal: AbortSignal | undefined,
): Promise<TunnelAnswers> {
  const nothing = { observations: new Map<string, Observation>(), unread: [] };
  const found = await runProbes(connection, [{ key: 'wg', command: findWireguardCommand }], {
    ...(signal && { signal }),
  });
  if (found.observations.get('wg')?.exitCode !== 0) return nothing;
  const options = { asRoot: true, ...(signal && { signal }) };
  const [files, preshared] = splitProbes(word);
  const [reading, described, compared] = await Promise.all([
    readWireguard(connection, signal),
    runProbes(connection, files, options),
    runProbes(connection, preshared, options),
  ]);
  return {
    observations: new Map([...reading.observations, ...described.observations, ...compared.observations]),
    unread: [...reading.unread, ...described.unread, ...compared.unread],
    ...(reading.reading && { reading: reading.reading }),
  };
}

/** What asks the interfaces themselves may hang with them; files never do. */
function splitProbes(word: string) {
  const probes = tunnelProbes(word);
  return [
    probes.filter(({ key }) => key !== 'preshared'),
    probes.filter(({ key }) => key === 'preshared'),
  ] as const;
}

/** The tunnels as `wg` tells them, without any key that is secret. */
export async function readWireguard(
  connection: HostConnection,
  signal: AbortSignal | undefined,
): Promise<TunnelAnswers> {
  const command = 'wg show all';
  const tell = (reason: string): TunnelAnswers => {
    const unread: Unread = { host: connection.host, command, reason };
    const observation: Observation = { host: connection.host, command, output: reason };
    return { observations: new Map([['wireguard', observation]]), unread: [unread] };
  };
  try {
    const result = await connection.exec(readWireguardCommand, {
      timeout: wireguardLimit,
      asRoot: true,
      label: command,
      ...(signal && { signal }),
    });
    if (result.exitCode !== 0) return tell(sanitizeLine(result.stderr.trim()));
    return { observations: new Map(), unread: [], reading: parseWireguard(result.stdout) };
  } catch (error) {
    return tell(sanitizeLine(toProblem(error).message));
  }
}
