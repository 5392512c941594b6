import { setTimeout as pause } from 'node:timers/promises';
import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { findHost } from './peer-find.ts';
import {
  type LogCursor,
  type LogReading,
  type LogUnit,
  parseLog,
  parseLogUnit,
  writeFollowScript,
  writeLogScript,
} from './peer-log-script.ts';

export interface LogOptions {
  /** How many lines are read first; the default is 100. */
  readonly lines?: number;
  /** Goes on with what comes, until the signal is aborted. */
  readonly follow?: boolean;
  /** How often is looked for more; the default is 1 s. */
  readonly interval?: Milliseconds;
  readonly signal?: AbortSignal;
}

/** A line of a log, safe to show. */
export interface LogEvent {
  readonly type: 'log-line';
  readonly host: HostName;
  readonly unit: string;
  readonly text: string;
}

export interface LogResult {
  readonly host: HostName;
  readonly unit: string;
  readonly lines: number;
}

const defaultLines = 100;
const defaultInterval = milliseconds(1_000);
const mostAtOnce = 500;
const mostBytes = 2 * 1024 * 1024;

/**
 * The last lines of a service's log on a host, and those that follow where that is asked for. Following asks again
 * and again rather than leave a process on the host. Throws OperatorError where the log cannot be read.
 */
export async function* readLog(
  session: FleetSession,
  hostName: string,
  unitName: string,
  options: LogOptions = {},
): Operation<LogEvent, LogResult> {
  const unit = parseLogUnit(unitName);
  const host = findHost(session, hostName).name;
  const { signal } = options;
  const log = new HostLog(session.remote.connect(host), unit, signal);
  let lines = 0;
  const tell = (text: string): LogEvent => {
    lines += 1;
    return { type: 'log-line', host, unit: unit.name, text };
  };
  for (const line of await log.first(options.lines ?? defaultLines)) yield tell(line);
  while (options.follow && !signal?.aborted) {
    for (const line of await log.more(options.interval ?? defaultInterval)) yield tell(line);
  }
  return { host, unit: unit.name, lines };
}

class HostLog {
  readonly #connection: HostConnection;
  readonly #unit: LogUnit;
  readonly #signal: AbortSignal | undefined;
  #asRoot = false;
  #cursor: LogCursor | undefined;

  constructor(connection: HostConnection, unit: LogUnit, signal: AbortSignal | undefined) {
    this.#connection = connection;
    this.#unit = unit;
    this.#signal = signal;
  }

  async first(lines: number): Promise<readonly string[]> {
    const script = writeLogScript(this.#unit, lines);
    let reading = await this.#read(script, false);
    if (reading.kind === 'denied') {
      this.#asRoot = true;
      reading = await this.#read(script, false);
    }
    return this.#take(reading);
  }

  /** What came in the meantime; nothing where it is interrupted. */
  async more(interval: Milliseconds): Promise<readonly string[]> {
    const script = this.#cursor
      ? writeFollowScript(this.#unit, this.#cursor, mostAtOnce)
      : writeLogScript(this.#unit, 1);
    try {
      await pause(interval, undefined, this.#signal ? { signal: this.#signal } : {});
      return this.#take(await this.#read(script, true));
    } catch (error) {
      if (this.#signal?.aborted) return [];
      throw error;
    }
  }

  async #read(script: string, quiet: boolean): Promise<LogReading> {
    const { stdout } = await this.#connection.exec(script, {
      asRoot: this.#asRoot,
      maxBytes: mostBytes,
      persistent: quiet,
      quiet,
      label: `journalctl -u ${this.#unit.name}`,
      ...(this.#signal && { signal: this.#signal }),
    });
    return parseLog(stdout);
  }

  #take(reading: LogReading): readonly string[] {
    if (reading.kind === 'read') {
      this.#cursor = reading.cursor ?? this.#cursor;
      return reading.lines;
    }
    const { host } = this.#connection;
    throw new OperatorError({
      kind: 'log-unread',
      message: `the log of ${this.#unit.name} on ${host} cannot be read`,
      host,
      attempted: `journalctl -u ${this.#unit.name}`,
      answer: reading.why,
      hint: 'the login user needs the group adm or systemd-journal, or sudo',
    });
  }
}
