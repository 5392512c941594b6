import { milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { parseProgress, type TransactionEnd } from '../../delivery/progress.ts';
import type { HostConnection } from '../../remote/connection.ts';

/** What a script on the host told while it ran. */
export interface ScriptRun {
  readonly end: TransactionEnd | undefined;
  /** What the host's own check printed. */
  readonly output: readonly string[];
  /** The record of the lock that is in the way: who, since when, why. */
  readonly lock: readonly string[];
}

export interface ScriptOptions {
  readonly label: string;
  /** Milliseconds that the script may take. */
  readonly limit: number;
  readonly stdin?: Buffer;
  readonly signal?: AbortSignal | undefined;
  /** Told each state as it is reached: `validating`, `bird`. */
  readonly onState: (state: string, detail: string) => void;
  /** Told in how many seconds the host goes back by itself, whenever that is set anew. */
  readonly onDeadline?: (seconds: number) => void;
}

const mostLines = 200;

/** Runs one of delivery's scripts as root and reads what it tells while it runs. Throws OperatorError. */
export async function runScript(
  connection: HostConnection,
  script: string,
  options: ScriptOptions,
): Promise<ScriptRun> {
  const run: { end: TransactionEnd | undefined; output: string[]; lock: string[] } = {
    end: undefined,
    output: [],
    lock: [],
  };
  let rest = '';
  const readLines = (text: string): void => {
    const lines = `${rest}${text}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, 8192);
    for (const line of lines) readLine(line);
  };
  const readLine = (text: string): void => {
    const line = parseProgress(sanitizeLine(text, 2000));
    if (line?.kind === 'state') options.onState(line.state, line.detail);
    else if (line?.kind === 'deadline') options.onDeadline?.(line.seconds);
    else if (line?.kind === 'note') options.onState('note', line.text);
    else if (line?.kind === 'output' && run.output.length < mostLines) run.output.push(line.text);
    else if (line?.kind === 'lock' && run.lock.length < mostLines) run.lock.push(line.text);
    else if (line?.kind === 'end') run.end = line.end;
  };
  const answer = await connection.exec(script, {
    asRoot: true,
    label: options.label,
    timeout: milliseconds(options.limit),
    onOutput: readLines,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (run.end === undefined) {
    throw new OperatorError({
      kind: 'host-script-failed',
      message: `a step of the change did not end as it should on ${connection.host}`,
      host: connection.host,
      attempted: options.label,
      answer: sanitizeLine(answer.stderr.trim() || `exit code ${answer.exitCode}`),
    });
  }
  return run;
}
