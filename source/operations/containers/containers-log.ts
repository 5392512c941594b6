import { setTimeout as pause } from 'node:timers/promises';
import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type ContainerLogLine,
  listNewLines,
  parseContainerLog,
  stripColours,
} from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import { quoteWord } from '../../remote/shell-words.ts';
import { createRedactor, type Redactor } from '../../secrets/redaction.ts';
import type { Operation } from '../operation.ts';
import { findHost } from '../peer/peer-find.ts';
import type { FleetSession } from '../session.ts';
import { runDocker } from './containers-engine.ts';
import { checkContainerName, describeDockerFailure } from './containers-find.ts';

export interface ContainerLogOptions {
  /** How many lines are read first; the default is 100. */
  readonly lines?: number;
  /** Goes on with what comes, until the signal is aborted. */
  readonly follow?: boolean;
  /** How often is looked for more; the default is 1 s. */
  readonly interval?: Milliseconds;
  readonly signal?: AbortSignal;
}

/** A line of a container's log, safe to show. */
export interface ContainerLogEvent {
  readonly type: 'container-log-line';
  readonly host: HostName;
  readonly container: string;
  /** By the host's clock, RFC 3339. */
  readonly at: string;
  readonly text: string;
}

export interface ContainerLogResult {
  readonly host: HostName;
  readonly container: string;
  readonly lines: number;
}

const defaultLines = 100;
const defaultInterval = milliseconds(1_000);
const mostAtOnce = 500;
const mostBytes = 2 * 1024 * 1024;
const longestLine = 4_000;

/**
 * The last lines of a container's log, and those that follow where that is asked for. Following asks again and again
 * rather than leave a process on the host; of more than 500 lines between two looks the last 500 are told. Throws
 * OperatorError where the log cannot be read.
 */
export async function* readContainerLog(
  session: FleetSession,
  hostName: string,
  name: string,
  options: ContainerLogOptions = {},
): Operation<ContainerLogEvent, ContainerLogResult> {
  const container = checkContainerName(name);
  const host = findHost(session, hostName).name;
  const connection = session.remote.connect(host);
  const redact = createRedactor(session.fleet.secretValues);
  const { signal } = options;
  let last: string | undefined;
  let lines = 0;
  let wanted = options.lines ?? defaultLines;
  while (!signal?.aborted) {
    const found = listNewLines(await readLines(connection, container, wanted, last, signal), last);
    for (const line of found) {
      lines += 1;
      yield { type: 'container-log-line', host, container, ...showLine(line, redact) };
    }
    last = found.at(-1)?.at ?? last;
    wanted = mostAtOnce;
    if (!options.follow) break;
    await pause(options.interval ?? defaultInterval, undefined, signal ? { signal } : {}).catch(
      endWhenAborted,
    );
  }
  return { host, container, lines };
}

function endWhenAborted(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}

function showLine({ at, text }: ContainerLogLine, redact: Redactor): { at: string; text: string } {
  return { at, text: sanitizeLine(redact(stripColours(text)).trimEnd(), longestLine) };
}

async function readLines(
  connection: HostConnection,
  container: string,
  lines: number,
  since: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ContainerLogLine[]> {
  const from = since === undefined ? '' : ` --since ${quoteWord(since)}`;
  // A container writes its log to both; the order between them is the engine's.
  const command = `timeout 15 docker logs --timestamps --tail ${lines}${from} ${quoteWord(container)} 2>&1`;
  try {
    const result = await runDocker(connection, command, {
      maxBytes: mostBytes,
      timeout: milliseconds(20_000),
      quiet: true,
      label: `docker logs ${container}`,
      ...(signal && { signal }),
    });
    if (result.exitCode !== 0)
      throw describeDockerFailure(connection.host, container, `docker logs ${container}`, result);
    return parseContainerLog(result.stdout);
  } catch (error) {
    if (signal?.aborted && !(error instanceof OperatorError && error.problem.kind !== 'interrupted'))
      return [];
    throw error;
  }
}
