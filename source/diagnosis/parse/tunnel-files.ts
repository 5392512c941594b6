import { type Endpoint, parseWireguardConfig } from '../../wireguard/config/index.ts';

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
  readonly endpoint?: Endpoint;
  readonly allowedIps: readonly string[];
}

/** Begins what is told of each file: `#### wg0`. */
export const fileMark = '#### ';

const longestText = 2_000_000;

/** Reads wg-quick files one below the other, each below its mark. Never throws. */
export function parseTunnelFiles(text: string): TunnelFile[] {
  return `\n${text.slice(0, longestText)}`
    .split(`\n${fileMark}`)
    .slice(1)
    .map((part) => {
      const [head = ''] = part.split('\n', 1);
      return readTunnelFile(head.trim().slice(0, 100), part.slice(head.length));
    });
}

function readTunnelFile(name: string, text: string): TunnelFile {
  const { listenPort, mtu, addresses, peers } = parseWireguardConfig(text, `${name}.conf`);
  return {
    interface: name,
    ...(listenPort && { listenPort: listenPort.value }),
    ...(mtu && { mtu: mtu.value }),
    addresses: addresses.map(({ value }) => value),
    peers: peers.map(({ publicKey, endpoint, allowedIps }) => ({
      publicKey: publicKey?.value ?? '',
      ...(endpoint && { endpoint: endpoint.value }),
      allowedIps: allowedIps.map(({ value }) => value),
    })),
  };
}
