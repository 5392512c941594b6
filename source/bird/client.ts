import type { Duplex } from 'node:stream';
import type { Milliseconds } from '../basics/brand.ts';
import type { BirdReply } from './frames.ts';

export interface SendOptions {
  /** From the command's turn to its answer, connecting included; the default is the client's. */
  readonly timeout?: Milliseconds;
  readonly signal?: AbortSignal;
}

/** Talks to one BIRD. Commands are answered one after another; the connection is made on first use and kept. */
export interface BirdClient {
  /**
   * The answer to a command, whether BIRD did it or refused it (see `isRefusal`).
   * Throws OperatorError; its kind is a `BirdProblemKind`, or the connection's own.
   */
  send(command: string, options?: SendOptions): Promise<BirdReply>;
  close(): void;
}

/** Opens a stream to the control socket. */
export type OpenControlSocket = () => Promise<Duplex>;
