import type { PublicKey, WireguardInterface, WireguardPeer, WireguardReading } from './model.ts';
import { partMark } from './read-command.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const longestLine = 1_000_000;

/** A public key is 32 bytes in base 64: 43 characters and a `=`. */
export function isPublicKey(text: string): text is PublicKey {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,19}$/.test(text) ? Number(text) : undefined;
}

/** Puts together what the parts tell of the same interface and the same peer. */
class ReadingBuilder {
  time: number | undefined;
  readonly unread: string[] = [];
  readonly #interfaces = new Map<string, Mutable<WireguardInterface>>();
  readonly #peers = new Map<string, Mutable<WireguardPeer>>();

  take(part: string, line: string): void {
    const read = line.length <= longestLine && this.#read(part, line);
    if (!read) this.unread.push(line);
  }

  #read(part: string, line: string): boolean {
    if (part === 'time') {
      this.time = readCount(line);
      return this.time !== undefined;
    }
    const [name = '', second = '', ...rest] = line.split('\t');
    if (name === '' || second === '') return false;
    if (part === 'public-key' || part === 'listen-port') return this.#readInterface(part, name, second);
    const peer = isPublicKey(second) ? this.#peer(name, second) : undefined;
    return peer !== undefined && readPeer(part, peer, rest);
  }

  #readInterface(part: 'public-key' | 'listen-port', name: string, value: string): boolean {
    const device = this.#interfaces.get(name) ?? { name };
    this.#interfaces.set(name, device);
    if (part === 'public-key') {
      if (isPublicKey(value)) device.publicKey = value;
      return isPublicKey(value) || value === '(none)';
    }
    const port = readCount(value);
    if (port !== undefined) device.listenPort = port;
    return port !== undefined;
  }

  #peer(name: string, publicKey: PublicKey): Mutable<WireguardPeer> {
    const key = `${name}\t${publicKey}`;
    const known = this.#peers.get(key);
    if (known) return known;
    const peer: Mutable<WireguardPeer> = {
      interface: name,
      publicKey,
      allowedIps: [],
      latestHandshake: 0,
      received: 0,
      sent: 0,
    };
    this.#peers.set(key, peer);
    return peer;
  }

  build(): WireguardReading {
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    const peers = [...this.#peers.values()].sort((a, b) => a.interface.localeCompare(b.interface));
    return {
      ...(this.time !== undefined && { time: this.time }),
      interfaces: [...this.#interfaces.values()].sort(byName),
      peers,
      unread: this.unread,
    };
  }
}

function readPeer(part: string, peer: Mutable<WireguardPeer>, values: readonly string[]): boolean {
  const [first = '', second] = values;
  switch (part) {
    case 'latest-handshakes': {
      const time = readCount(first);
      if (time !== undefined) peer.latestHandshake = time;
      return time !== undefined;
    }
    case 'endpoints':
      if (first !== '(none)') peer.endpoint = first;
      return first !== '';
    case 'transfer': {
      const [received, sent] = [readCount(first), readCount(second)];
      if (received !== undefined) peer.received = received;
      if (sent !== undefined) peer.sent = sent;
      return received !== undefined && sent !== undefined;
    }
    case 'allowed-ips':
      peer.allowedIps = first === '(none)' || first === '' ? [] : first.split(' ');
      return true;
    case 'persistent-keepalive': {
      const seconds = readCount(first);
      if (seconds !== undefined) peer.keepalive = seconds;
      return seconds !== undefined || first === 'off';
    }
    default:
      return false;
  }
}

/**
 * Reads the answer to `readWireguardCommand`: `wg show all PART` outputs, tab-separated, each below `= PART`.
 * Never throws.
 */
export function parseWireguard(text: string): WireguardReading {
  const builder = new ReadingBuilder();
  let part = '';
  for (const line of text.split('\n')) {
    if (line.startsWith(partMark)) part = line.slice(partMark.length).trim();
    else if (line.trim() !== '') builder.take(part, line);
  }
  return builder.build();
}
