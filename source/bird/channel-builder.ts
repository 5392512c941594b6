import {
  type CounterHeadings,
  counterRowOf,
  parseChannelRoutes,
  parseCounterRow,
} from './channel-counters.ts';
import type {
  Channel,
  ChannelCounters,
  ChannelLimit,
  ChannelRoutes,
  CounterRow,
  LabelledValue,
  LimitDirection,
  Mutable,
} from './protocols.ts';
import { readNumber } from './reply-lines.ts';

const limitDirections = new Map<string, LimitDirection>([
  ['Receive limit', 'receive'],
  ['Import limit', 'import'],
  ['Export limit', 'export'],
]);

/** Collects the lines of one channel. */
export class ChannelBuilder {
  readonly #limits: Mutable<ChannelLimit>[] = [];
  readonly #fields: LabelledValue[] = [];
  readonly #headings: CounterHeadings;
  readonly #channel: Mutable<Channel>;
  #routes: ChannelRoutes | undefined;
  #columns: readonly string[] | undefined;
  #counters: ChannelCounters | undefined;

  constructor(name: string, headings: CounterHeadings) {
    this.#headings = headings;
    this.#channel = { name, state: '', table: '', limits: this.#limits, fields: this.#fields };
  }

  /** Takes a labelled line; false for a value that cannot be read. */
  take(label: string, value: string): boolean {
    switch (label) {
      case 'State':
        this.#channel.state = value;
        return true;
      case 'Table':
        this.#channel.table = value;
        return true;
      case 'Peer table':
        this.#channel.peerTable = value;
        return true;
      case 'Import state':
        this.#channel.importState = value;
        return true;
      case 'Export state':
        this.#channel.exportState = value;
        return true;
      case 'Input filter':
      case 'Import filter':
        this.#channel.inputFilter = value;
        return true;
      case 'Output filter':
      case 'Export filter':
        this.#channel.outputFilter = value;
        return true;
      case 'Action':
        return this.#takeAction(value);
      case 'Routes':
        this.#routes = parseChannelRoutes(value);
        return this.#routes !== undefined;
      case 'Route change stats':
        this.#columns = this.#headings.columnsOf(value);
        return true;
      default:
        return this.#takeOther(label, value);
    }
  }

  /** Keeps a value without a field of its own. */
  note(label: string, value: string): true {
    this.#fields.push({ label, value });
    return true;
  }

  /** `used/limit` of BIRD 1.6, which repeats the import limit. */
  takeRouteLimit(value: string): boolean {
    const slash = value.indexOf('/');
    const used = readNumber(value.slice(0, slash));
    const limit = readNumber(value.slice(slash + 1));
    if (slash === -1 || used === undefined || limit === undefined) return false;
    if (!this.#limits.some((each) => each.direction === 'import')) {
      this.#limits.push({ direction: 'import', value: limit, hit: used > limit });
    }
    return true;
  }

  #takeOther(label: string, value: string): boolean {
    const row = counterRowOf(label);
    if (row !== undefined) return this.#takeCounters(row, value);
    const direction = limitDirections.get(label);
    return direction === undefined ? this.note(label, value) : this.#takeLimit(direction, value);
  }

  #takeAction(value: string): boolean {
    const limit = this.#limits.at(-1);
    if (limit === undefined) return false;
    limit.action = value;
    return true;
  }

  #takeLimit(direction: LimitDirection, value: string): boolean {
    const space = value.indexOf(' ');
    const limit = readNumber(space === -1 ? value : value.slice(0, space));
    if (limit === undefined) return false;
    this.#limits.push({ direction, value: limit, hit: space !== -1 && value.endsWith('[HIT]') });
    return true;
  }

  #takeCounters(row: CounterRow, value: string): boolean {
    const counters = this.#columns && parseCounterRow(this.#columns, value);
    if (counters === undefined) return false;
    this.#counters ??= { importUpdates: {}, importWithdraws: {}, exportUpdates: {}, exportWithdraws: {} };
    this.#counters[row] = counters;
    return true;
  }

  /** The channel; state and table of the protocol's row stand in where the daemon prints none here. */
  build(row: { readonly state: string; readonly table: string }): Channel {
    const channel = this.#channel;
    if (channel.state === '') channel.state = row.state.toUpperCase();
    if (channel.table === '') channel.table = row.table;
    if (this.#routes) channel.routes = this.#routes;
    if (this.#counters) channel.counters = this.#counters;
    return channel;
  }
}
