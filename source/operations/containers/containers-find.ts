import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { ContainerDetail, EngineReading } from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { CommandResult, HostConnection } from '../../remote/connection.ts';
import { describeEngineProblem, readEngine } from './containers-engine.ts';

const mostNamed = 20;

/** A container's name as Docker takes it. Throws OperatorError for anything else. */
export function checkContainerName(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,199}$/.test(name)) return name;
  throw new OperatorError({
    kind: 'usage',
    message: `"${sanitizeLine(name, 80)}" names no container.`,
    hint: '`peerdeck containers` lists them.',
  });
}

/** A container of this host, and all that its engine told. Throws OperatorError where there is none. */
export async function findContainer(
  connection: HostConnection,
  name: string,
  signal?: AbortSignal,
): Promise<{ readonly container: ContainerDetail; readonly reading: EngineReading }> {
  const { host } = connection;
  const wanted = checkContainerName(name);
  const reading = await readEngine(connection, signal);
  const problem = describeEngineProblem(host, reading);
  if (problem) throw new OperatorError(problem);
  const container = reading.containers.find((one) => one.name === wanted);
  if (container) return { container, reading };
  throw unknownContainer(host, wanted, reading.containers);
}

function unknownContainer(
  host: HostName,
  name: string,
  containers: readonly ContainerDetail[],
): OperatorError {
  const names = containers.map((one) => sanitizeLine(one.name, 60)).sort();
  const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '';
  return new OperatorError({
    kind: 'usage',
    message: `There is no container ${name} on ${host}.`,
    host,
    hint:
      names.length === 0
        ? 'No container is there at all.'
        : `It has: ${names.slice(0, mostNamed).join(', ')}${more}.`,
  });
}

/** A docker command that failed, in the engine's own words. */
export function describeDockerFailure(
  host: HostName,
  container: string,
  attempted: string,
  { stdout, stderr, exitCode }: Pick<CommandResult, 'stdout' | 'stderr' | 'exitCode'>,
): OperatorError {
  const answer = sanitizeLine((stderr || stdout).trim() || `exit code ${exitCode}`, 500);
  if (/no such container/i.test(answer)) {
    return new OperatorError({
      kind: 'usage',
      message: `There is no container ${container} on ${host}.`,
      host,
      hint: `peerdeck containers ${host} lists them.`,
    });
  }
  const engine = describeEngineProblem(host, readRefusal(answer, exitCode));
  return new OperatorError(
    engine ?? {
      kind: 'engine-refused',
      message: `Docker on ${host} did not do it.`,
      host,
      attempted,
      answer,
    },
  );
}

function readRefusal(answer: string, exitCode: number): Pick<EngineReading, 'engine' | 'why'> {
  if (exitCode === 127 || /docker: (?:command )?not found/i.test(answer)) return { engine: 'absent' };
  if (/permission denied/i.test(answer)) return { engine: 'denied', why: answer };
  if (/cannot connect to the docker daemon/i.test(answer)) return { engine: 'stopped', why: answer };
  return { engine: 'running' };
}
