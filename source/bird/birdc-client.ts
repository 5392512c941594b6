import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import type { CommandResult, HostConnection } from '../remote/connection.ts';
import { birdError, kindOf, refuseLineBreaks } from './bird-problems.ts';
import type { BirdClient, SendOptions } from './client.ts';
import { CommandQueue } from './command-queue.ts';
import type { BirdReply } from './frames.ts';
import { readCode } from './reply-lines.ts';

export interface BirdcOptions {
  readonly timeout?: Milliseconds;
  /** The control socket, where it is not the daemon's default. */
  readonly socket?: string;
  readonly restricted?: boolean;
  /** The most lines of an answer that leave the host: the rest of a full table is cut there. */
  readonly mostLines?: number;
  /** Reads of polling, which the command log does not show. */
  readonly quiet?: boolean;
}

const defaultTimeout = milliseconds(5_000);
/** A BIRD of the host itself, not of one of its containers; needs no rights. */
const findProcess =
  'cat /proc/[0-9]*/status 2>/dev/null | awk \'/^Name:/ { name = $2 } /^NSpid:/ && NF == 2 && name == "bird" { print name }\'';
/** Debian leaves these out of an ordinary user's path. */
const path = 'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export PATH; ';

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A client that runs birdc on the host, for where the socket cannot be forwarded; as root where the user may not. */
export function createBirdcClient(connection: HostConnection, options: BirdcOptions = {}): BirdClient {
  return new BirdcClient(connection, options);
}

class BirdcClient implements BirdClient {
  readonly #connection: HostConnection;
  readonly #options: BirdcOptions;
  readonly #queue = new CommandQueue();
  /** The login user was refused before. */
  #asRoot = false;

  constructor(connection: HostConnection, options: BirdcOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  send(command: string, options: SendOptions = {}): Promise<BirdReply> {
    return this.#queue.run(async () => {
      refuseLineBreaks(command);
      try {
        return await this.#ask(command, options);
      } catch (error) {
        if (kindOf(error) === 'bird-stopped' && isSocketGone(error))
          await this.#refuseRunning(error, command, options);
        throw error;
      }
    });
  }

  async #ask(command: string, options: SendOptions): Promise<BirdReply> {
    try {
      return readBirdc(await this.#run(command, options), command);
    } catch (error) {
      if (this.#asRoot || kindOf(error) !== 'bird-denied') throw error;
      this.#asRoot = true;
      return readBirdc(await this.#run(command, options), command);
    }
  }

  /** A daemon whose socket was removed, or is elsewhere, is not stopped: its sessions may well be up. */
  async #refuseRunning(cause: unknown, command: string, options: SendOptions): Promise<void> {
    const { stdout } = await this.#connection.exec(findProcess, {
      timeout: options.timeout ?? this.#options.timeout ?? defaultTimeout,
      label: 'pidof bird',
      quiet: true,
      ...(options.signal && { signal: options.signal }),
    });
    if (!/^bird$/m.test(stdout)) return;
    throw birdError('bird-unavailable', 'BIRD runs, but not behind its control socket', {
      host: this.#connection.host,
      attempted: `birdc ${command}`,
      answer: cause instanceof OperatorError ? (cause.problem.answer ?? '') : '',
      hint: 'the socket was removed, or the daemon was started with another one (-s); a restart makes it anew',
      cause,
    });
  }

  close(): void {
    // Every command had a channel of its own, which is closed already.
  }

  async #run(command: string, options: SendOptions): Promise<CommandResult> {
    const { restricted, socket, quiet, mostLines } = this.#options;
    const limit = options.timeout ?? this.#options.timeout ?? defaultTimeout;
    const flags = ['-v', ...(restricted ? ['-r'] : []), ...(socket ? ['-s', quote(socket)] : [])];
    const line = `birdc ${flags.join(' ')} ${quote(command)}`;
    const whole = mostLines === undefined ? `exec ${line}` : `${line} | head -n ${mostLines}`;
    try {
      return await this.#connection.exec(`${path}${whole}`, {
        timeout: limit,
        asRoot: this.#asRoot,
        maxBytes: 64 * 1024 * 1024,
        label: `birdc ${command}`,
        ...(quiet !== undefined && { quiet }),
        ...(options.signal && { signal: options.signal }),
      });
    } catch (error) {
      if (kindOf(error) !== 'command-timeout') throw error;
      throw birdError('bird-frozen', `birdc gets no answer within ${limit / 1000} s`, {
        host: this.#connection.host,
        attempted: `birdc ${command}`,
        hint: 'the daemon hangs, or the host is overloaded: systemctl status bird, then restart it',
        cause: error,
      });
    }
  }
}

/** What birdc itself says, without a code, of words that it does not pass on. */
const unknownCommand = 'No such command.';
const notUnderstood = 9001;

const greeting = '0001 BIRD ';
/** A daemon that was killed leaves its socket behind: one that is not there was removed, or never made. */
function isSocketGone(error: unknown): boolean {
  return error instanceof OperatorError && /No such file/i.test(error.problem.answer ?? '');
}

/** The greeting, and what `-r` is answered. */
const prefaces = new Set([1, 16]);

/**
 * The reply in the output of `birdc -v`: it prints codes, but not the empty last line of a reply.
 * Undefined where birdc got none.
 */
export function readBirdcOutput(output: string): BirdReply | undefined {
  let start = findGreeting(output);
  let greeted = false;
  while (prefaces.has(readCode(output, start) ?? -1)) {
    greeted = true;
    const end = output.indexOf('\n', start);
    start = end === -1 ? output.length : end + 1;
  }
  if (!greeted) return undefined;
  const text = output.slice(start);
  const lastLine = text.lastIndexOf('\n', text.length - 2) + 1;
  const final = text[lastLine + 4] === ' ' ? readCode(text, lastLine) : undefined;
  return { text, code: final ?? (text.startsWith(unknownCommand) ? notUnderstood : 0) };
}

/** Where BIRD's greeting begins: what a login shell says stands before it. */
function findGreeting(output: string): number {
  if (output.startsWith(greeting)) return 0;
  const at = output.indexOf(`\n${greeting}`);
  return at === -1 ? 0 : at + 1;
}

/** birdc ends every line; half of one, or a daemon that hung up, is half an answer. */
function isWhole({ stdout, stderr, truncated }: CommandResult): boolean {
  return stdout.endsWith('\n') && !truncated && !/^Connection closed by server/m.test(stderr);
}

/** What birdc said, as the reply it got; throws where it got none. */
function readBirdc(result: CommandResult, command: string): BirdReply {
  const reply = readBirdcOutput(result.stdout);
  const words = `${result.stderr}\n${reply ? '' : result.stdout}`.trim();
  const details = { host: result.host, attempted: `birdc ${command}`, answer: words };
  if (reply) {
    if (isWhole(result)) return reply;
    throw birdError('bird-lost', 'the answer of BIRD was cut short', {
      ...details,
      hint: 'the daemon or the connection ended in the middle: ask again',
    });
  }
  if (/No such file|Connection refused/i.test(words) && /socket/i.test(words)) {
    throw birdError('bird-stopped', 'BIRD is not running', {
      ...details,
      hint: 'systemctl start bird; if it does not stay up, journalctl -u bird says why',
    });
  }
  if (/Permission denied|Operation not permitted/i.test(words)) {
    throw birdError('bird-denied', 'the login user may not talk to BIRD', {
      ...details,
      hint: 'add the user to the group bird, or let it use sudo',
    });
  }
  if (result.exitCode === 127) {
    throw birdError('bird-absent', 'BIRD is not installed', { ...details, hint: 'apt-get install bird2' });
  }
  throw birdError('bird-unavailable', 'birdc gave no answer', details);
}
