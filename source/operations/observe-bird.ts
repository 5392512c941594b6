import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import {
  type BirdClient,
  isRefusal,
  type Protocol,
  parseProtocols,
  type SendOptions,
} from '../bird/index.ts';
import type { RpkiStatus, SessionStatus } from './status-model.ts';
import { toRpkiStatus, toSessionStatus } from './status-sessions.ts';

export interface BirdObserverOptions {
  /** The limit of the summary; the default is 4 s. Details may take five times as long. */
  readonly timeout?: Milliseconds;
  /** How old the counts of routes may grow; the default is 10 s, more where the daemon has much to tell. */
  readonly detailsInterval?: Milliseconds;
}

export interface BirdObservation {
  readonly sessions: readonly SessionStatus[];
  readonly rpki: readonly RpkiStatus[];
}

const defaultTimeout = milliseconds(4_000);
const detailsPatience = 5;
const defaultDetailsInterval = 10_000;
/** Details of up to so many sessions are asked one by one; beyond that all at once. */
const fewChanges = 8;
/** The counts of a large daemon are asked for at this pace, in characters a millisecond. */
const detailsPace = 50;
const watched = new Set(['BGP', 'RPKI']);

/** Follows one BIRD: the summary each time, details only of what changed, and of everything once in a while. */
export class BirdObserver {
  readonly #client: BirdClient;
  readonly #options: BirdObserverOptions;
  readonly #details = new Map<string, Protocol>();
  #nextDetails = 0;

  constructor(client: BirdClient, options: BirdObserverOptions = {}) {
    this.#client = client;
    this.#options = options;
  }

  /** One look. Throws OperatorError where BIRD cannot be asked. */
  async observe(signal: AbortSignal | undefined): Promise<BirdObservation> {
    const rows = (await this.#ask('show protocols', signal)).filter((row) => watched.has(row.type));
    await this.#readDetails(rows, signal);
    const bgp = rows.filter((row) => row.type === 'BGP');
    return {
      sessions: bgp.map((row) => toSessionStatus(row, this.#details.get(row.name))),
      rpki: rows.flatMap((row) => toRpkiStatus(row, this.#details.get(row.name)) ?? []),
    };
  }

  async #readDetails(rows: readonly Protocol[], signal: AbortSignal | undefined): Promise<void> {
    const names = new Set(rows.map((row) => row.name));
    for (const name of this.#details.keys()) if (!names.has(name)) this.#details.delete(name);
    const changed = rows.filter((row) => !isSameRow(row, this.#details.get(row.name)));
    const oneByOne = changed.length <= fewChanges && changed.every((row) => isQuotable(row.name));
    if (Date.now() >= this.#nextDetails || !oneByOne) {
      await this.#readAll(signal);
      return;
    }
    for (const row of changed) {
      this.#keep(await this.#ask(`show protocols all "${row.name}"`, signal));
    }
  }

  async #readAll(signal: AbortSignal | undefined): Promise<void> {
    const started = Date.now();
    const reply = await this.#client.send('show protocols all', this.#limits(signal, detailsPatience));
    this.#keep(parseProtocols(reply.text));
    const interval = this.#options.detailsInterval ?? defaultDetailsInterval;
    this.#nextDetails = started + Math.max(interval, reply.text.length / detailsPace);
  }

  #keep(protocols: readonly Protocol[]): void {
    for (const protocol of protocols) {
      if (watched.has(protocol.type)) this.#details.set(protocol.name, protocol);
    }
  }

  async #ask(command: string, signal: AbortSignal | undefined): Promise<Protocol[]> {
    const reply = await this.#client.send(command, this.#limits(signal));
    return isRefusal(reply) ? [] : parseProtocols(reply.text);
  }

  #limits(signal: AbortSignal | undefined, patience = 1): SendOptions {
    const timeout = milliseconds((this.#options.timeout ?? defaultTimeout) * patience);
    return { timeout, ...(signal && { signal }) };
  }
}

/** True while a row says what it said when its details were read. */
function isSameRow(row: Protocol, details: Protocol | undefined): boolean {
  return (
    details !== undefined &&
    details.state === row.state &&
    details.since === row.since &&
    details.info === row.info
  );
}

/** Names go into a pattern between double quotes. */
function isQuotable(name: string): boolean {
  return !/["\\*?[\]\u0000-\u001f]/.test(name);
}
