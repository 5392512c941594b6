import { createConnection, type Socket } from 'node:net';
import { OperatorError } from '../../basics/problem.ts';
import {
  type ControlMessage,
  type ControlRequest,
  controlMessageSchema,
  LineReader,
} from '../control-protocol.ts';
import { hasCode } from '../processes.ts';
import { openSocketPath } from '../state/socket-path.ts';

/** A connection to a lab's supervisor. */
export class ControlConnection {
  readonly #messages: ControlMessage[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  private constructor(private readonly socket: Socket) {
    const reader = new LineReader((line) => {
      const message = parseMessage(line);
      if (message) this.#messages.push(message);
    });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      reader.push(chunk);
      this.#wake?.();
    });
    // What a broken connection means is for whoever waits for the next message: there is none.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#closed = true;
      this.#wake?.();
    });
  }

  /** Undefined where nobody listens. */
  static async open(folder: string): Promise<ControlConnection | undefined> {
    const path = await openSocketPath(folder);
    try {
      return await new Promise<ControlConnection>((resolve, reject) => {
        const socket = createConnection(path.path);
        socket.once('error', reject);
        socket.once('connect', () => {
          socket.off('error', reject);
          resolve(new ControlConnection(socket));
        });
      });
    } catch (error) {
      if (['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].some((code) => hasCode(error, code))) return undefined;
      throw controlError(folder, error);
    } finally {
      await path.release();
    }
  }

  send(request: ControlRequest): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(request)}\n`);
  }

  /** The next message; undefined when the supervisor is gone. Rejects with the signal's reason when it aborts. */
  async next(signal?: AbortSignal): Promise<ControlMessage | undefined> {
    const wake = () => this.#wake?.();
    signal?.addEventListener('abort', wake, { once: true });
    try {
      while (this.#messages.length === 0 && !this.#closed) {
        signal?.throwIfAborted();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
    return this.#messages.shift();
  }

  /** Skips to the next message of a type; undefined when the supervisor goes first. */
  async await<Type extends ControlMessage['type']>(
    type: Type,
    signal?: AbortSignal,
  ): Promise<Extract<ControlMessage, { type: Type }> | undefined> {
    for (;;) {
      const message = await this.next(signal);
      if (message === undefined) return undefined;
      if (isType(message, type)) return message;
    }
  }

  /** The same, but undefined also when so many milliseconds pass first: a supervisor may be stopped or swamped. */
  async awaitWithin<Type extends ControlMessage['type']>(
    type: Type,
    limit: number,
  ): Promise<Extract<ControlMessage, { type: Type }> | undefined> {
    const timeout = AbortSignal.timeout(limit);
    try {
      return await this.await(type, timeout);
    } catch (error) {
      if (timeout.aborted) return undefined;
      throw error;
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

function isType<Type extends ControlMessage['type']>(
  message: ControlMessage,
  type: Type,
): message is Extract<ControlMessage, { type: Type }> {
  return message.type === type;
}

function parseMessage(line: string): ControlMessage | undefined {
  try {
    return controlMessageSchema.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function controlError(folder: string, error: unknown): OperatorError {
  return new OperatorError(
    {
      kind: 'lab-control',
      message: "the lab's supervisor does not answer",
      place: { file: folder },
      answer: error instanceof Error ? error.message : String(error),
    },
    { cause: error },
  );
}
