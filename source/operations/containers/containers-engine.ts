import { milliseconds } from '../../basics/brand.ts';
import { OperatorError, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type EngineReading, inspectCommand, parseInspect } from '../../containers/index.ts';
import type { CommandResult, ExecOptions, HostConnection } from '../../remote/connection.ts';

const readLimit = milliseconds(40_000);
const mostBytes = 8 * 1024 * 1024;

/**
 * The engine of a host with its containers and images: asked as the login user, and as root only where that user may
 * not ask. Throws OperatorError where the host cannot be reached.
 */
export async function readEngine(
  connection: HostConnection,
  signal: AbortSignal | undefined,
): Promise<EngineReading> {
  const options: ExecOptions = {
    timeout: readLimit,
    maxBytes: mostBytes,
    quiet: true,
    label: 'docker inspect of all containers',
    ...(signal && { signal }),
  };
  const reading = parseInspect(await connection.exec(inspectCommand, options));
  if (reading.engine !== 'denied') return reading;
  try {
    return parseInspect(await connection.exec(inspectCommand, { ...options, asRoot: true }));
  } catch (error) {
    if (error instanceof OperatorError)
      return { ...reading, why: `${reading.why ?? ''}; ${error.problem.message}` };
    throw error;
  }
}

/** Runs a docker command: as the login user, and as root where that user may not ask the engine. */
export async function runDocker(
  connection: HostConnection,
  command: string,
  options: ExecOptions = {},
): Promise<CommandResult> {
  const result = await connection.exec(command, options);
  const denied =
    result.exitCode !== 0 && /permission denied.*docker|docker.*permission denied/is.test(result.stderr);
  return denied ? connection.exec(command, { ...options, asRoot: true }) : result;
}

/** Why an engine was not read, and what an operator can do; undefined where it was. */
export function describeEngineProblem(
  host: string,
  { engine, why }: Pick<EngineReading, 'engine' | 'why'>,
): Problem | undefined {
  if (engine === 'running') return undefined;
  const answer = why === undefined ? {} : { answer: sanitizeLine(why, 300) };
  const base = { host, attempted: 'docker ps', ...answer };
  switch (engine) {
    case 'absent':
      return {
        kind: 'engine-absent',
        message: `${host} has no Docker.`,
        host,
        hint: 'install docker.io there if containers are to run on it',
      };
    case 'denied':
      return {
        ...base,
        kind: 'engine-denied',
        message: `The login user may not ask Docker on ${host}, and sudo did not help.`,
        hint: 'add the user to the group docker (usermod -aG docker USER, then log in anew), or let it use sudo',
      };
    case 'stopped':
      return {
        ...base,
        kind: 'engine-stopped',
        message: `Docker does not run on ${host}.`,
        hint: 'systemctl status docker there says why; systemctl start docker starts it',
      };
    case 'unknown':
      return {
        ...base,
        kind: 'engine-unread',
        message: `Docker on ${host} gave no list of containers.`,
        hint: 'an engine that hangs answers again after systemctl restart docker; its containers are restarted with it',
      };
  }
}
