import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import type { HostConnection } from '../remote/connection.ts';
import { kindOf } from './bird-problems.ts';
import { createBirdcClient } from './birdc-client.ts';
import type { BirdClient, SendOptions } from './client.ts';
import type { BirdReply } from './frames.ts';
import { createBirdClient } from './socket-client.ts';

export interface HostBirdOptions {
  readonly timeout?: Milliseconds;
  /** The control socket; the default is `/run/bird/bird.ctl`. */
  readonly socket?: string;
  readonly restricted?: boolean;
  readonly quiet?: boolean;
}

export const defaultControlSocket = '/run/bird/bird.ctl';

const openLimit = milliseconds(5_000);
/** How long birdc is used before the socket is tried again: twice as long after each time in vain. */
const firstRetry = 5_000;
const longestRetry = 300_000;

/**
 * A client for a host's BIRD: over its control socket where SSH forwards it, which costs a tenth of a millisecond a
 * command; through birdc, as root if need be, where forwarding is off or the login user may not open the socket.
 */
export function createHostBird(connection: HostConnection, options: HostBirdOptions = {}): BirdClient {
  return new HostBird(connection, options);
}

class HostBird implements BirdClient {
  readonly #socket: BirdClient;
  readonly #birdc: BirdClient;
  #birdcUntil = 0;
  #retry = firstRetry;

  constructor(connection: HostConnection, options: HostBirdOptions) {
    const path = options.socket ?? defaultControlSocket;
    this.#socket = createBirdClient(() => connection.openSocket(path, { timeout: openLimit }), options);
    this.#birdc = createBirdcClient(connection, options);
  }

  async send(command: string, options: SendOptions = {}): Promise<BirdReply> {
    if (Date.now() < this.#birdcUntil) return this.#birdc.send(command, options);
    try {
      const reply = await this.#socket.send(command, options);
      this.#retry = firstRetry;
      return reply;
    } catch (error) {
      // sshd does not tell a missing socket from one it may not open; birdc does.
      if (kindOf(error) !== 'socket-unavailable') throw error;
    }
    const reply = await this.#birdc.send(command, options);
    this.#birdcUntil = Date.now() + this.#retry;
    this.#retry = Math.min(this.#retry * 2, longestRetry);
    return reply;
  }

  close(): void {
    this.#socket.close();
    this.#birdc.close();
  }
}
