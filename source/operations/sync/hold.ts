import { setMaxListeners } from 'node:events';
import { milliseconds } from '../../basics/brand.ts';
import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { dropHoldsScript, putHoldScript, readHoldsScript } from '../../delivery/hold-script.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import { formatHold, type Hold, nameHold, parseHolds, splitHolds } from '../../fleet/holds.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';
import type { FleetStatus } from '../status/status-model.ts';

/** What a host holds, or why that could not be read. */
export interface HostHolds {
  readonly host: HostName;
  readonly holds: readonly Hold[];
  readonly problem?: Problem;
}

interface HoldOptions {
  readonly layout?: HostLayout;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps a hold on its host, in place of an earlier one of the same path. Throws OperatorError. */
export async function putHold(
  connection: HostConnection,
  hold: Hold,
  options: HoldOptions = {},
): Promise<void> {
  const script = putHoldScript(nameHold(hold.path), options.layout ?? realLayout);
  await run(connection, script, `hold ${hold.path ?? 'the host'}`, options, formatHold(hold));
}

/** Takes holds away; the paths (undefined for the host as a whole) that were held. Throws OperatorError. */
export async function dropHolds(
  connection: HostConnection,
  paths: readonly (string | undefined)[],
  options: HoldOptions = {},
): Promise<readonly (string | undefined)[]> {
  const script = dropHoldsScript(paths.map(nameHold), options.layout ?? realLayout);
  const dropped = new Set((await run(connection, script, 'release holds', options)).split('\n'));
  return paths.filter((path) => dropped.has(nameHold(path)));
}

/** What is held on a host. Throws OperatorError. */
export async function readHolds(
  connection: HostConnection,
  options: HoldOptions = {},
): Promise<readonly Hold[]> {
  const script = readHoldsScript(options.layout ?? realLayout);
  return parseHolds(await run(connection, script, 'read the holds', options));
}

/** What is held on each of the session's hosts. */
export async function listHolds(session: FleetSession, signal?: AbortSignal): Promise<readonly HostHolds[]> {
  return Promise.all(
    session.hosts.map(async ({ name }) =>
      readHolds(session.remote.connect(name), { signal }).then(
        (holds) => ({ host: name, holds }),
        (error: unknown) => ({ host: name, holds: [], problem: toProblem(error, { host: name }) }),
      ),
    ),
  );
}

/** A status with what is held on its hosts; of hosts that do not tell in time nothing is said. */
export async function addHolds(
  status: Promise<FleetStatus>,
  session: FleetSession,
  signal: AbortSignal,
): Promise<FleetStatus> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(longestWait)]);
  // Every host listens to it: that is no leak.
  setMaxListeners(0, limited);
  const [found, held] = await Promise.all([status, listHolds(session, limited)]);
  const byHost = new Map(held.map(({ host, holds }) => [host, splitHolds(holds, Date.now()).active]));
  const hosts = found.hosts.map((host) => {
    const holds = byHost.get(host.name) ?? [];
    return holds.length === 0 ? host : { ...host, holds };
  });
  return { ...found, hosts };
}

const longestWait = 8_000;

async function run(
  connection: HostConnection,
  script: string,
  label: string,
  { signal }: HoldOptions,
  stdin = '',
): Promise<string> {
  const answer = await connection.exec(script, {
    asRoot: true,
    persistent: true,
    stdin,
    label,
    timeout: milliseconds(30_000),
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.exitCode === 0) return answer.stdout;
  throw new OperatorError({
    kind: 'hold-failed',
    message: `holds of ${connection.host} could not be read or written`,
    host: connection.host,
    attempted: label,
    answer: sanitizeLine(answer.stderr.trim() || `exit code ${answer.exitCode}`),
    hint: 'is the disk of the host full, or its file system read-only?',
  });
}
