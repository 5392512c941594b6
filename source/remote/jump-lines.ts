import type { Client } from 'ssh2';
import type { Endpoint } from './endpoint.ts';

interface JumpLine {
  readonly client: Promise<Client>;
  users: number;
}

/** Connections to jump hosts, one each, shared by every host behind them. */
export class JumpLines {
  readonly #lines = new Map<string, JumpLine>();

  /** Joins the open line to a jump host, or opens one with `dial`. The last user's release closes it. */
  async join(
    endpoint: Endpoint,
    dial: (endpoint: Endpoint) => Promise<Client>,
  ): Promise<{ client: Client; release: () => void }> {
    const key = JSON.stringify(endpoint);
    const line = this.#lines.get(key) ?? this.#open(key, endpoint, dial);
    line.users += 1;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      line.users -= 1;
      if (line.users > 0) return;
      if (this.#lines.get(key) === line) this.#lines.delete(key);
      line.client.then(
        (client) => client.end(),
        () => undefined,
      );
    };
    try {
      return { client: await line.client, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #open(key: string, endpoint: Endpoint, dial: (endpoint: Endpoint) => Promise<Client>): JumpLine {
    const line: JumpLine = { client: dial(endpoint), users: 0 };
    this.#lines.set(key, line);
    const forget = (): void => {
      if (this.#lines.get(key) === line) this.#lines.delete(key);
    };
    line.client.then((client) => client.once('close', forget), forget);
    return line;
  }
}
