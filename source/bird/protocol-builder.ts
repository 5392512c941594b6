import { BgpBuilder } from './bgp-builder.ts';
import { ChannelBuilder } from './channel-builder.ts';
import type { CounterHeadings } from './channel-counters.ts';
import type { ProtocolRow } from './protocol-row.ts';
import type { LabelledValue, Mutable, Protocol } from './protocols.ts';

/** Labels that belong to a channel, and stand in the protocol's own block in BIRD 1.6. */
const channelLabels = new Set([
  'Preference',
  'Input filter',
  'Output filter',
  'Receive limit',
  'Import limit',
  'Export limit',
  'Action',
  'Routes',
  'Route change stats',
  'Import updates',
  'Import withdraws',
  'Export updates',
  'Export withdraws',
]);

/** Collects a protocol's row and the lines of its block. */
export class ProtocolBuilder {
  readonly #row: ProtocolRow;
  readonly #headings: CounterHeadings;
  #description: string | undefined;
  #message: string | undefined;
  #bgp: BgpBuilder | undefined;
  #main: ChannelBuilder | undefined;
  #channel: ChannelBuilder | undefined;
  readonly #channels: ChannelBuilder[] = [];
  readonly #fields: LabelledValue[] = [];
  readonly #unread: string[] = [];

  constructor(row: ProtocolRow, headings: CounterHeadings) {
    this.#row = row;
    this.#headings = headings;
  }

  /** Takes a line of the block, without its indent. */
  take(line: string, indent: number): void {
    const read =
      this.#takeChannelHeading(line, indent) || this.#takeCapability(line, indent) || this.#takeLine(line);
    if (!read) this.#unread.push(line);
  }

  #takeChannelHeading(line: string, indent: number): boolean {
    if (indent !== 2 || !line.startsWith('Channel ')) return false;
    this.#channel = new ChannelBuilder(line.slice(8).trim(), this.#headings);
    this.#channels.push(this.#channel);
    return true;
  }

  #takeCapability(line: string, indent: number): boolean {
    return indent >= 6 && this.#channel === undefined && this.#bgp?.takeCapability(line) === true;
  }

  #takeLine(line: string): boolean {
    const colon = line.indexOf(':');
    if (colon === -1) return this.#takePlain(line);
    return this.#takeLabelled(line.slice(0, colon).trimEnd(), line.slice(colon + 1).trimStart());
  }

  #takeLabelled(label: string, value: string): boolean {
    if (this.#channel) return this.#channel.take(label, value);
    switch (label) {
      case 'Description':
        this.#description = value;
        return true;
      case 'Message':
        this.#message = value;
        return true;
      case 'BGP state':
        this.#bgp = new BgpBuilder(value);
        return true;
      case 'Route limit':
        return this.#openMain().takeRouteLimit(value);
      default:
        break;
    }
    const read = this.#bgp?.take(label, value);
    if (read !== undefined) return read;
    if (channelLabels.has(label)) return this.#openMain().take(label, value);
    this.#fields.push({ label, value });
    return true;
  }

  /** The few lines without a colon. */
  #takePlain(line: string): boolean {
    if (this.#bgp?.takePlain(line)) return true;
    if (line.startsWith('Pending ') && this.#channel) return this.#channel.note('Pending', line.slice(8));
    if (line.startsWith('No ') && line.endsWith(' channel')) {
      this.#fields.push({ label: 'No channel', value: line.slice(3, -8) });
      return true;
    }
    return false;
  }

  /** The one table of a protocol without channels. */
  #openMain(): ChannelBuilder {
    if (this.#main === undefined) {
      this.#main = new ChannelBuilder('main', this.#headings);
      this.#channels.push(this.#main);
    }
    return this.#main;
  }

  build(): Protocol {
    const bgp = this.#bgp?.build(this.#message);
    if (bgp === undefined && this.#message !== undefined) {
      this.#fields.push({ label: 'Message', value: this.#message });
    }
    const protocol: Mutable<Protocol> = {
      ...this.#row,
      channels: this.#channels.map((channel) => channel.build(this.#row)),
      fields: this.#fields,
      unread: this.#unread,
    };
    if (this.#description !== undefined) protocol.description = this.#description;
    if (bgp) protocol.bgp = bgp;
    return protocol;
  }
}
