import { posix } from 'node:path';
import type { Endpoint, Line, LineValue, PeerConfig, WireguardConfig } from './model.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type OpenPeer = Mutable<PeerConfig> & { allowedIps: LineValue<string>[] };

/** Reads a wg-quick(8) file. It never throws: what it cannot read is in `unread`. */
export function parseWireguardConfig(text: string, file: string): WireguardConfig {
  const reader = new WireguardReader(file);
  for (const [index, line] of text.split('\n').entries()) reader.take(line, index + 1);
  return reader.finish();
}

const otherKeys: ReadonlySet<string> = new Set([
  'dns',
  'preup',
  'postup',
  'predown',
  'postdown',
  'saveconfig',
]);

class WireguardReader {
  readonly #file: string;
  readonly #interface: Mutable<Partial<WireguardConfig>> = {};
  readonly #addresses: LineValue<string>[] = [];
  readonly #others: (LineValue<string> & { readonly key: string })[] = [];
  readonly #peers: OpenPeer[] = [];
  readonly #unread: (Line & { readonly message: string })[] = [];
  #section: 'none' | 'interface' | 'peer' | 'unknown' = 'none';

  constructor(file: string) {
    this.#file = file;
  }

  finish(): WireguardConfig {
    return {
      place: { file: this.#file, line: 1 },
      ...this.#interface,
      file: this.#file,
      name: posix.basename(this.#file, '.conf'),
      addresses: this.#addresses,
      others: this.#others,
      peers: this.#peers,
      unread: this.#unread,
    };
  }

  take(raw: string, line: number): void {
    const text = raw.replace(/#.*$/s, '').trim();
    if (text === '') return;
    if (text.startsWith('[')) this.#begin(text.toLowerCase(), line);
    else this.#takeSetting(text, line);
  }

  #takeSetting(text: string, line: number): void {
    const equals = text.indexOf('=');
    const key = text.slice(0, equals).trim().toLowerCase();
    const value = text.slice(equals + 1).trim();
    if (equals < 1) this.#tell(line, 'neither a section nor KEY = VALUE');
    else if (value === '' && key !== 'allowedips') this.#tell(line, `${describeKey(key)} has no value`);
    else if (this.#section === 'interface') this.#takeInterface(key, value, line);
    else if (this.#section === 'peer') this.#takePeer(key, value, line);
    else if (this.#section === 'none') this.#tell(line, 'this stands before any section');
  }

  #begin(section: string, line: number): void {
    this.#section = 'unknown';
    if (section === '[interface]') {
      this.#section = 'interface';
      this.#interface.place ??= { file: this.#file, line };
    } else if (section === '[peer]') {
      this.#section = 'peer';
      this.#peers.push({ file: this.#file, line, allowedIps: [] });
    } else this.#tell(line, 'a section other than [Interface] and [Peer]');
  }

  #takeInterface(key: string, value: string, line: number): void {
    const target = this.#interface;
    if (key === 'privatekey') target.privateKey = this.#at(value, line);
    else if (key === 'listenport')
      this.#number(value, line, key, (number) => {
        target.listenPort = number;
      });
    else if (key === 'mtu')
      this.#number(value, line, key, (number) => {
        target.mtu = number;
      });
    else if (key === 'address') this.#takeList(this.#addresses, value, line);
    else if (key === 'table') target.table = this.#at(value, line);
    else if (key === 'fwmark') target.fwMark = this.#at(value, line);
    else if (otherKeys.has(key)) this.#others.push({ key, ...this.#at(value, line) });
    else this.#tell(line, `${describeKey(key)} is no setting of [Interface]`);
  }

  #takePeer(key: string, value: string, line: number): void {
    const peer = this.#peers.at(-1);
    if (peer === undefined) return;
    if (key === 'publickey') peer.publicKey = this.#at(value, line);
    else if (key === 'presharedkey') peer.presharedKey = this.#at(value, line);
    else if (key === 'allowedips') this.#takeList(peer.allowedIps, value, line);
    else if (key === 'endpoint') this.#takeEndpoint(peer, value, line);
    else if (key !== 'persistentkeepalive') this.#tell(line, `${describeKey(key)} is no setting of [Peer]`);
    else if (value !== 'off' && value !== '0')
      this.#number(value, line, key, (number) => {
        peer.keepalive = number;
      });
  }

  #takeEndpoint(peer: OpenPeer, value: string, line: number): void {
    const endpoint = parseEndpoint(value);
    if (endpoint === undefined) this.#tell(line, 'Endpoint is no HOST:PORT');
    else peer.endpoint = this.#at(endpoint, line);
  }

  #number(value: string, line: number, key: string, keep: (number: LineValue<number>) => void): void {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : undefined;
    if (number === undefined) this.#tell(line, `${describeKey(key)} is no number`);
    else keep(this.#at(number, line));
  }

  #takeList(list: LineValue<string>[], value: string, line: number): void {
    for (const part of value.split(',')) {
      const text = part.trim();
      if (text !== '') list.push(this.#at(text, line));
    }
  }

  #at<Value>(value: Value, line: number): LineValue<Value> {
    return { value, file: this.#file, line };
  }

  #tell(line: number, message: string): void {
    this.#unread.push({ file: this.#file, line, message });
  }
}

/** Keys are shown, values never: either may be a secret that slipped into the wrong line. */
function describeKey(key: string): string {
  return /^[a-z]{1,20}$/.test(key) ? key : 'what stands before =';
}

/** Reads `HOST:PORT`, with brackets around an IPv6 address. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
