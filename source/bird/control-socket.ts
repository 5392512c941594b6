import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { birdError } from './bird-problems.ts';
import { type BirdReply, FrameReader } from './frames.ts';

const greetingCode = 1;

interface Waiter {
  readonly resolve: (reply: BirdReply) => void;
  readonly reject: (error: Error) => void;
}

export interface ControlSocketOptions {
  /** The largest answer, in characters. */
  readonly maxSize: number;
  readonly restricted: boolean;
}

/**
 * One connection to the control socket. Answers come in the order of the commands; one that nobody waits for any
 * more is still taken from the stream when it comes, so a frozen daemon needs no second connection to recover.
 */
export class ControlSocket {
  /** Settles when the daemon has greeted; rejects where it is no BIRD. */
  readonly ready: Promise<void>;
  /** Settles when no answer is owed. */
  settled: Promise<unknown> = Promise.resolve();
  readonly #stream: Duplex;
  readonly #decoder = new StringDecoder('utf8');
  readonly #frames = new FrameReader();
  readonly #options: ControlSocketOptions;
  readonly #waiters: Waiter[] = [];
  #ended = false;

  constructor(stream: Duplex, options: ControlSocketOptions) {
    this.#stream = stream;
    this.#options = options;
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('error', (error: Error) => this.#end(lostError(error)));
    stream.on('end', () => this.#end(lostError()));
    stream.on('close', () => this.#end(lostError()));
    this.ready = this.#greet();
    // Whoever sends the first command sees it; a connection that fails before is no unhandled rejection.
    this.ready.catch(() => undefined);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Sends a command and waits for its answer. Rejects when the connection ends. */
  ask(command: string): Promise<BirdReply> {
    const answer = this.#next();
    this.settled = answer.catch(() => undefined);
    if (!this.#ended) this.#stream.write(`${command}\n`);
    return answer;
  }

  destroy(): void {
    this.#end(lostError());
    this.#stream.destroy();
  }

  #next(): Promise<BirdReply> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(lostError());
      else this.#waiters.push({ resolve, reject });
    });
  }

  async #greet(): Promise<void> {
    const reply = await this.#next();
    if (reply.code !== greetingCode) {
      const error = birdError('bird-unavailable', 'the control socket is not that of a BIRD', {
        answer: reply.text,
      });
      this.#end(error);
      this.#stream.destroy();
      throw error;
    }
    if (this.#options.restricted) await this.ask('restrict');
  }

  #read(chunk: Buffer): void {
    for (const reply of this.#frames.push(this.#decoder.write(chunk))) this.#waiters.shift()?.resolve(reply);
    if (this.#frames.pending <= this.#options.maxSize) return;
    this.#end(
      birdError('bird-flooding', 'BIRD does not stop answering', {
        attempted: 'reading an answer from the control socket',
        hint: 'ask for less at a time',
      }),
    );
    this.#stream.destroy();
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

function lostError(cause?: Error): Error {
  return birdError('bird-lost', 'BIRD closed the control socket', {
    ...(cause && { answer: cause.message, cause }),
    hint: 'the daemon was stopped or restarted; it is asked again by itself',
  });
}
