import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { type Instant, type Milliseconds, milliseconds, now } from '../basics/brand.ts';
import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import type { HostName } from '../fleet/model.ts';
import { ChannelSlots } from './channel-slots.ts';
import { describeCommand, describeExecFailure, TimeUp } from './command-failure.ts';
import type {
  CommandRecord,
  CommandResult,
  ConnectionState,
  ExecOptions,
  HostConnection,
} from './connection.ts';
import { reconnectDelay } from './reconnect.ts';
import { asRoot, asUser, type CommandLine, type RootAccess, type RootMode } from './root-access.ts';
import { type RawOptions, type RawResult, retryOpening, runCommand } from './run-command.ts';
import { ShellChannel, ShellGone, shellProgram } from './shell-channel.ts';
import { openStreamLocal } from './stream-local.ts';

/** What a host's link needs from the pool. */
export interface HostLinkOptions {
  readonly host: HostName;
  /** Opens a connection; called again after each loss. */
  readonly dial: (closing: AbortSignal) => Promise<Client>;
  readonly rootAccess: RootAccess;
  /** The longest wait between two attempts. */
  readonly reconnectLimit: Milliseconds;
  readonly redact: (text: string) => string;
  readonly record: (record: CommandRecord) => void;
}

const defaultTimeout = 15_000;
const defaultMaxBytes = 8 * 1024 * 1024;
/** sshd allows ten sessions a connection (MaxSessions); two are left for the kept-open shells. */
const mostChannels = 7;
/** A refused login or host key is not knocked at again every few seconds: hosts ban who does. */
const refusedDelay = 5 * 60_000;
const closeLimit = 1000;

/** One host's connection: opened on first use, reopened in the background after a loss. */
export class HostLink implements HostConnection {
  readonly host: HostName;
  readonly #options: HostLinkOptions;
  readonly #closing = new AbortController();
  readonly #slots = new ChannelSlots(mostChannels);
  readonly #shells = new Map<'user' | 'root', Promise<ShellChannel>>();
  #state: ConnectionState = { kind: 'idle' };
  #client: Client | undefined;
  #dialling: Promise<Client> | undefined;
  #attempts = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The host's tools cannot run the kept-open shell: each command has a channel of its own. */
  #withoutShell = false;

  constructor(options: HostLinkOptions) {
    this.host = options.host;
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  async exec(command: string, options: ExecOptions = {}): Promise<CommandResult> {
    const started = now();
    const shown = describeCommand(command, options, this.#options.redact);
    let exitCode: number | undefined;
    try {
      options.signal?.throwIfAborted();
      const client = await this.#ready(options.quiet === true);
      const result = await this.#exec(client, command, options);
      exitCode = result.exitCode;
      return { host: this.host, command: shown, ...result, duration: elapsedSince(started) };
    } catch (error) {
      throw describeExecFailure(error, { host: this.host, command: shown, interrupted: options.signal });
    } finally {
      if (!options.quiet) {
        const duration = elapsedSince(started);
        this.#options.record({ at: started, host: this.host, command: shown, exitCode, duration });
      }
    }
  }

  async openSocket(path: string, options: { timeout?: Milliseconds } = {}): Promise<Duplex> {
    const client = await this.#ready(true);
    return openStreamLocal(client, path, this.host, options.timeout ?? milliseconds(defaultTimeout));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    this.#state = { kind: 'idle' };
    if (client === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        client.destroy();
        resolve();
      }, closeLimit);
      client.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      client.end();
    });
  }

  /**
   * The open connection. While the host is unreachable a poll is told so at once; anything else is worth an attempt
   * of its own, for an operator waits for it.
   */
  async #ready(quiet: boolean): Promise<Client> {
    if (this.#closing.signal.aborted) throw closedError(this.host);
    if (this.#client) return this.#client;
    if (this.#state.kind === 'unreachable' && quiet) throw new OperatorError(this.#state.problem);
    return this.#dial();
  }

  #dial(): Promise<Client> {
    this.#dialling ??= this.#connect().finally(() => {
      this.#dialling = undefined;
    });
    return this.#dialling;
  }

  async #connect(): Promise<Client> {
    clearTimeout(this.#timer);
    if (this.#state.kind !== 'unreachable') this.#state = { kind: 'connecting', since: now() };
    try {
      const client = await this.#options.dial(this.#closing.signal);
      if (this.#closing.signal.aborted) {
        client.end();
        throw closedError(this.host);
      }
      this.#accept(client);
      return client;
    } catch (error) {
      this.#fail(toProblem(error, { host: this.host }));
      throw error;
    }
  }

  #accept(client: Client): void {
    this.#client = client;
    this.#attempts = 0;
    this.#state = { kind: 'ready', since: now() };
    let cause: Error | undefined;
    client.on('error', (error: Error) => {
      cause = error;
    });
    client.once('close', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#shells.clear();
      this.#fail({
        kind: 'connection-lost',
        message: `the connection to ${this.host} was lost${cause ? `: ${cause.message}` : ''}`,
        host: this.host,
        hint: 'it is tried again by itself',
      });
    });
  }

  #fail(problem: Problem): void {
    if (this.#closing.signal.aborted) return;
    const since: Instant = this.#state.kind === 'unreachable' ? this.#state.since : now();
    this.#state = { kind: 'unreachable', since, problem };
    const { reconnectLimit } = this.#options;
    const refused = problem.kind !== 'host-unreachable' && problem.kind !== 'connection-lost';
    const delay = refused ? refusedDelay : reconnectDelay(this.#attempts, reconnectLimit, Math.random());
    this.#attempts += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // The state tells how it went; whoever runs a command next reads it there.
      this.#dial().catch(() => undefined);
    }, delay);
    this.#timer.unref();
  }

  async #exec(client: Client, command: string, options: ExecOptions): Promise<RawResult> {
    const limit = options.timeout ?? milliseconds(defaultTimeout);
    const mode = options.asRoot ? await this.#rootMode(client, limit) : undefined;
    return this.#withLimit(limit, options.signal, async (signal) => {
      const raw: RawOptions = {
        stdin: options.stdin === undefined ? undefined : Buffer.from(options.stdin),
        maxBytes: options.maxBytes ?? defaultMaxBytes,
        onOutput: options.onOutput,
        signal,
      };
      if (options.persistent) {
        const answer = await this.#onShell(client, command, mode, raw);
        if (answer) return answer;
      }
      const line = mode ? asRoot(command, mode) : asUser(command);
      const result = await this.#onChannel(client, line, raw);
      const refused = result.exitCode === 1 && /^sudo: a password is required/m.test(result.stderr);
      if (mode?.kind === 'free' && refused) this.#options.rootAccess.forget();
      return result;
    });
  }

  async #rootMode(client: Client, limit: Milliseconds): Promise<RootMode> {
    return this.#options.rootAccess.find((line) =>
      this.#withLimit(limit, undefined, (signal) =>
        this.#onChannel(client, line, { stdin: undefined, maxBytes: 4096, signal }),
      ),
    );
  }

  async #onChannel(client: Client, line: CommandLine, raw: RawOptions): Promise<RawResult> {
    const release = await this.#slots.take(raw.signal);
    try {
      const stdin = line.preface ? Buffer.concat([line.preface, raw.stdin ?? Buffer.alloc(0)]) : raw.stdin;
      return await retryOpening(() => runCommand(client, line.line, { ...raw, stdin }), raw.signal);
    } finally {
      release();
    }
  }

  /** Runs a script on the kept-open shell; undefined where the host's tools do not carry one. */
  async #onShell(
    client: Client,
    script: string,
    mode: RootMode | undefined,
    raw: RawOptions,
  ): Promise<RawResult | undefined> {
    while (!this.#withoutShell) {
      const shell = await this.#shell(client, mode, raw.signal);
      if (shell === undefined) return undefined;
      try {
        return await shell.run(script, raw);
      } catch (error) {
        // A shell given up while this script waited for its turn: the script has not run, so a new shell may.
        if (!(error instanceof ShellGone)) throw error;
      }
    }
    return undefined;
  }

  /** The kept-open shell, started when it is not; undefined where the host's tools do not carry it. */
  async #shell(
    client: Client,
    mode: RootMode | undefined,
    signal: AbortSignal,
  ): Promise<ShellChannel | undefined> {
    const key = mode && mode.kind !== 'is-root' ? 'root' : 'user';
    const open = this.#shells.get(key);
    if (open) return open;
    const line = mode ? asRoot(shellProgram, mode) : asUser(shellProgram);
    const forget = (): void => {
      if (this.#shells.get(key) === starting) this.#shells.delete(key);
    };
    const starting = retryOpening(() => ShellChannel.start(client, line.line, line.preface, forget), signal);
    this.#shells.set(key, starting);
    starting.catch(forget);
    const shell = await starting;
    const answer = await shell.run('echo ready', { stdin: undefined, maxBytes: 100, signal });
    if (answer.stdout === 'ready\n') return shell;
    shell.close();
    this.#withoutShell = true;
    return undefined;
  }

  async #withLimit<Result>(
    limit: Milliseconds,
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const controller = new AbortController();
    const stop = (): void => controller.abort(outer?.reason);
    const timer = setTimeout(() => controller.abort(new TimeUp(limit)), limit);
    if (outer?.aborted) stop();
    outer?.addEventListener('abort', stop, { once: true });
    try {
      return await work(controller.signal);
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    }
  }
}

function elapsedSince(started: Instant): Milliseconds {
  return milliseconds(Date.now() - started);
}

function closedError(host: HostName): OperatorError {
  return new OperatorError({
    kind: 'connection-closed',
    message: `the connection to ${host} is closed`,
    host,
  });
}
