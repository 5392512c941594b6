import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type BirdClient,
  isRefusal,
  type Protocol,
  parseProtocols,
  type SendOptions,
} from '../../bird/index.ts';
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
/** The second look at everything comes early: a daemon that has just started still learns. */
const soon = 2_000;
/** Details of up to so many sessions are asked one by one; beyond that all at once. */
const fewChanges = 8;
/** The counts of a large daemon are asked for at this pace, in characters a millisecond. */
const detailsPace = 50;
/** How long after a change the counts of a session are followed closely. */
const settling = 6_000;
const watched = new Set(['BGP', 'RPKI']);

/** Follows one BIRD: the summary each time, details only of what changed, and of everything once in a while. */
export class BirdObserver {
  readonly #client: BirdClient;
  readonly #options: BirdObserverOptions;
  readonly #details = new Map<string, Protocol>();
  /** Until when a session that changed is asked for its counts each time: routes come in after it is up. */
  readonly #unsettled = new Map<string, number>();
  /** When everything is read anew, and how soon it may be because much has changed. */
  #nextDetails = 0;
  #nextAll = 0;

  constructor(client: BirdClient, options: BirdObserverOptions = {}) {
    this.#client = client;
    this.#options = options;
  }

  /** One look. Throws OperatorError where BIRD cannot be asked. */
  async observe(signal: AbortSignal | undefined): Promise<BirdObservation> {
    const summary = await this.#client.send('show protocols', this.#limits(signal));
    if (isRefusal(summary)) throw refusedError(summary.text);
    const rows = parseProtocols(summary.text).filter((row) => watched.has(row.type));
    await this.#readDetails(rows, signal);
    const bgp = rows.filter((row) => row.type === 'BGP');
    return {
      sessions: bgp.map((row) => toSessionStatus(row, this.#details.get(row.name))),
      rpki: rows.flatMap((row) => toRpkiStatus(row, this.#details.get(row.name)) ?? []),
    };
  }

  async #readDetails(rows: readonly Protocol[], signal: AbortSignal | undefined): Promise<void> {
    this.#forgetAllBut(new Set(rows.map((row) => row.name)));
    const changed = rows.filter((row) => this.#isNews(row));
    const oneByOne = changed.length <= fewChanges && changed.every((row) => isQuotable(row.name));
    if (Date.now() >= (oneByOne ? this.#nextDetails : this.#nextAll)) {
      await this.#readAll(signal);
      return;
    }
    if (!oneByOne) return;
    for (const row of changed) {
      // A session that is gone since the summary matches nothing: no details, and no row the next time.
      const reply = await this.#client.send(`show protocols all "${row.name}"`, this.#limits(signal));
      this.#keep(parseProtocols(reply.text));
    }
  }

  /** True for a row whose details are missing, out of date or still on the move. */
  #isNews(row: Protocol): boolean {
    const known = this.#details.get(row.name);
    if (known && !isSameRow(row, known)) this.#unsettled.set(row.name, Date.now() + settling);
    return !isSameRow(row, known) || (this.#unsettled.get(row.name) ?? 0) > Date.now();
  }

  #forgetAllBut(names: ReadonlySet<string>): void {
    for (const map of [this.#details, this.#unsettled]) {
      for (const name of map.keys()) if (!names.has(name)) map.delete(name);
    }
  }

  async #readAll(signal: AbortSignal | undefined): Promise<void> {
    const started = Date.now();
    const reply = await this.#client.send('show protocols all', this.#limits(signal, detailsPatience));
    this.#keep(parseProtocols(reply.text));
    const settled = this.#options.detailsInterval ?? defaultDetailsInterval;
    const interval = this.#nextDetails === 0 ? Math.min(settled, soon) : settled;
    this.#nextAll = started + reply.text.length / detailsPace;
    this.#nextDetails = Math.max(started + interval, this.#nextAll);
  }

  #keep(protocols: readonly Protocol[]): void {
    for (const protocol of protocols) {
      if (watched.has(protocol.type)) this.#details.set(protocol.name, protocol);
    }
  }

  #limits(signal: AbortSignal | undefined, patience = 1): SendOptions {
    const timeout = milliseconds((this.#options.timeout ?? defaultTimeout) * patience);
    return { timeout, ...(signal && { signal }) };
  }
}

function refusedError(answer: string): OperatorError {
  return new OperatorError({
    kind: 'bird-denied',
    message: 'BIRD does not tell its protocols',
    attempted: 'show protocols',
    answer: sanitizeLine(answer),
    hint: 'is the control socket a restricted one?',
  });
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
