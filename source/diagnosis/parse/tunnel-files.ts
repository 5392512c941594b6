/** A tunnel as wg-quick's file has it, without its keys. */
export interface TunnelFile {
  readonly interface: string;
  readonly listenPort?: number;
  readonly mtu?: number;
  readonly addresses: readonly string[];
  readonly peers: readonly TunnelFilePeer[];
}

export interface TunnelFilePeer {
  readonly publicKey: string;
  readonly endpoint?: string;
  readonly allowedIps: readonly string[];
}

/** Begins what is told of each file: `# wg0`. */
export const fileMark = '#### ';

interface Draft {
  interface: string;
  listenPort?: number;
  mtu?: number;
  addresses: string[];
  peers: { publicKey: string; endpoint?: string; allowedIps: string[] }[];
}

/** Reads wg-quick files one below the other, each below its mark. Never throws. */
export function parseTunnelFiles(text: string): TunnelFile[] {
  const files: Draft[] = [];
  let inPeer = false;
  for (const raw of text.split('\n')) {
    const line = raw.trim().slice(0, 4_000);
    if (raw.startsWith(fileMark)) {
      files.push({ interface: line.slice(fileMark.length).trim(), addresses: [], peers: [] });
      inPeer = false;
      continue;
    }
    const file = files.at(-1);
    if (file === undefined) continue;
    if (/^\[peer\]$/i.test(line)) {
      file.peers.push({ publicKey: '', allowedIps: [] });
      inPeer = true;
    } else if (/^\[interface\]$/i.test(line)) inPeer = false;
    else take(file, inPeer, line);
  }
  return files;
}

function take(file: Draft, inPeer: boolean, line: string): void {
  const equals = line.indexOf('=');
  if (equals === -1 || line.startsWith('#')) return;
  const key = line.slice(0, equals).trim().toLowerCase();
  const value = line.slice(equals + 1).trim();
  const peer = inPeer ? file.peers.at(-1) : undefined;
  const list = () =>
    value
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  if (peer) {
    if (key === 'publickey') peer.publicKey = value;
    else if (key === 'endpoint') peer.endpoint = value;
    else if (key === 'allowedips') peer.allowedIps.push(...list());
  } else if (key === 'listenport') file.listenPort = Number(value);
  else if (key === 'mtu') file.mtu = Number(value);
  else if (key === 'address') file.addresses.push(...list());
}

/** Reads lines of an interface and further words, tab-separated. */
export function parseRows(text: string, columns: number): string[][] {
  return text
    .split('\n')
    .map((line) => line.slice(0, 1_000).split('\t'))
    .filter((words) => words.length >= columns && words.every((word) => word !== ''));
}

/** Address and port of `[2001:db8::1]:51820` or `192.0.2.1:51820`. */
export function splitEndpoint(
  endpoint: string,
): { readonly address: string; readonly port: number } | undefined {
  const read = /^\[?([^[\]]{1,300}?)\]?:(\d{1,5})$/.exec(endpoint);
  return read ? { address: read[1] ?? '', port: Number(read[2]) } : undefined;
}
