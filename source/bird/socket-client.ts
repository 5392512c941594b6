import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import { birdError, kindOf, refuseLineBreaks } from './bird-problems.ts';
import type { BirdClient, OpenControlSocket, SendOptions } from './client.ts';
import { CommandQueue } from './command-queue.ts';
import { ControlSocket } from './control-socket.ts';
import type { BirdReply } from './frames.ts';

export interface SocketClientOptions {
  /** The limit of a command; the default is 5 s. */
  readonly timeout?: Milliseconds;
  /** The largest answer, in characters; the default is 64 Mi. */
  readonly maxSize?: number;
  /** Asks BIRD to refuse whatever changes something on this connection. */
  readonly restricted?: boolean;
}

const defaultTimeout = milliseconds(5_000);
const defaultMaxSize = 64 * 1024 * 1024;

/** A client over a stream to the control socket; connects on first use, and again after a loss. */
export function createBirdClient(open: OpenControlSocket, options: SocketClientOptions = {}): BirdClient {
  return new SocketClient(open, options);
}

/** A command under way: where it stands when its time is up. */
interface Attempt {
  stage: 'opening' | 'asking';
  over: boolean;
}

class SocketClient implements BirdClient {
  readonly #open: OpenControlSocket;
  readonly #options: SocketClientOptions;
  readonly #queue = new CommandQueue();
  #socket: ControlSocket | undefined;
  #closed = false;

  constructor(open: OpenControlSocket, options: SocketClientOptions) {
    this.#open = open;
    this.#options = options;
  }

  send(command: string, options: SendOptions = {}): Promise<BirdReply> {
    return this.#queue.run(async () => {
      refuseLineBreaks(command);
      options.signal?.throwIfAborted();
      const limit = options.timeout ?? this.#options.timeout ?? defaultTimeout;
      return this.#withinLimit(limit, command, options.signal);
    });
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #withinLimit(
    limit: Milliseconds,
    command: string,
    signal: AbortSignal | undefined,
  ): Promise<BirdReply> {
    const attempt: Attempt = { stage: 'opening', over: false };
    let timer: NodeJS.Timeout | undefined;
    let stop = (): void => undefined;
    const ended = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(lateError(limit, command, attempt)), limit);
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([this.#exchange(command, attempt), ended]);
    } finally {
      attempt.over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  async #exchange(command: string, attempt: Attempt): Promise<BirdReply> {
    const kept = this.#socket;
    const socket = await this.#connected(attempt);
    try {
      return await this.#ask(socket, command, attempt);
    } catch (error) {
      // A kept connection may have died while nobody looked: a question is worth asking anew, an order is not.
      const again = socket === kept && kindOf(error) === 'bird-lost' && command.startsWith('show ');
      if (!again || attempt.over) throw error;
      return this.#ask(await this.#connected(attempt), command, attempt);
    }
  }

  /** Sends nothing while an answer is owed, and nothing that nobody waits for any more. */
  async #ask(socket: ControlSocket, command: string, attempt: Attempt): Promise<BirdReply> {
    await socket.ready;
    await socket.settled;
    if (attempt.over) throw birdError('bird-lost', 'the command was not sent: its time was up');
    return socket.ask(command);
  }

  /** The kept connection, or a new one; a stream that opens after the time is up is closed again. */
  async #connected(attempt: Attempt): Promise<ControlSocket> {
    attempt.stage = 'asking';
    if (this.#socket && !this.#socket.ended) return this.#socket;
    attempt.stage = 'opening';
    const stream = await this.#open();
    const socket = new ControlSocket(stream, {
      maxSize: this.#options.maxSize ?? defaultMaxSize,
      restricted: this.#options.restricted ?? false,
    });
    if (this.#closed || attempt.over) {
      socket.destroy();
      throw birdError('bird-lost', 'the connection to BIRD is not wanted any more');
    }
    attempt.stage = 'asking';
    this.#socket = socket;
    return socket;
  }
}

function lateError(limit: Milliseconds, command: string, attempt: Attempt): Error {
  if (attempt.stage === 'opening') {
    return birdError('bird-unavailable', `the control socket did not open within ${limit / 1000} s`, {
      attempted: command,
      hint: 'the host or the line to it is slow',
    });
  }
  return birdError('bird-frozen', `BIRD does not answer within ${limit / 1000} s`, {
    attempted: command,
    hint: 'the daemon hangs, or the host is overloaded: systemctl status bird, then restart it',
  });
}
