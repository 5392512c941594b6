import { fileMark } from './parse/tunnel-files.ts';

/** A read-only command, run on a host as it stands. */
export interface Probe {
  readonly key: string;
  readonly command: string;
  /** What is shown in place of a command that is long only to keep keys out of its output. */
  readonly shown?: string;
  /** Seconds; the default is 4. */
  readonly limit?: number;
}

/** What is read of every host, as the login user. */
export const hostProbes: readonly Probe[] = [
  { key: 'clock', command: 'date +%T' },
  { key: 'bgp-sockets', command: "ss -tno '( sport = :179 or dport = :179 )'" },
  { key: 'links', command: 'ip -o link show' },
  { key: 'addresses', command: 'ip -o addr show' },
  { key: 'processes', command: 'ps -C bird -o pid=,stat=,etime=,args=' },
  { key: 'service', command: 'systemctl is-active bird' },
  { key: 'disks', command: 'df -P /etc/bird /etc/wireguard /var/log /var/lib /run' },
];

export const counterProbe: Probe = {
  key: 'counters',
  command: 'cat /proc/net/netstat /proc/net/snmp6 /proc/net/snmp',
};

const passwords = 's/(password[[:space:]]+)("[^"]*"|[^;{]+)/\\1"..."/g';
const keys = 's/^([[:space:]]*(PrivateKey|PresharedKey)[[:space:]]*=).*/\\1 .../I';
const eachFile = 'for f in /etc/wireguard/*.conf; do [ -f "$f" ] || continue; i=$(basename "$f" .conf)';

/**
 * What needs root, or a group that the login user may lack. Passwords and keys never leave the host: configuration
 * comes without them, public keys are derived in a pipe, preshared keys are compared by a digest with a random word.
 */
export const rootProbes: readonly Probe[] = [
  { key: 'firewall', command: 'nft list ruleset' },
  {
    key: 'log',
    command:
      "journalctl -u bird -n 400 --no-pager 2>/dev/null || grep -hE ' bird6?(\\[[0-9]+\\])?: ' /var/log/syslog | tail -n 400",
    shown: 'journalctl -u bird -n 400',
  },
  {
    key: 'bird-config',
    command: `find /etc/bird /etc/bird.conf -name '*.conf' -size -2048k -exec sed -E '${passwords}' {} + 2>/dev/null`,
    shown: "grep -A12 'protocol bgp' /etc/bird/*.conf",
  },
];

/** Of a host with WireGuard; needs root. */
export function tunnelProbes(word: string): readonly Probe[] {
  return [
    {
      key: 'tunnel-files',
      command: `${eachFile}; echo '${fileMark}'"$i"; sed -E '${keys}' "$f"; done`,
      shown: 'cat /etc/wireguard/*.conf',
    },
    {
      key: 'tunnel-keys',
      command: `${eachFile}; printf '%s\\t' "$i"; sed -n 's/^[[:space:]]*PrivateKey[[:space:]]*=[[:space:]]*//Ip' "$f" | head -n 1 | wg pubkey; done`,
      shown: 'wg pubkey, for the key of each /etc/wireguard/*.conf',
    },
    {
      key: 'tunnel-answers',
      command: `${eachFile}; timeout 1 wg show "$i" public-key >/dev/null 2>&1; printf '%s\\t%s\\n' "$i" $?; done`,
      shown: 'wg show INTERFACE public-key, for each (124: no answer)',
    },
    {
      key: 'preshared',
      command:
        'for i in $(wg show interfaces); do wg show "$i" preshared-keys | while read -r p k; do ' +
        `printf '%s\\t%s\\t' "$i" "$p"; if [ "$k" = "(none)" ]; then echo none; else printf '%s%s' ${word} "$k" | sha256sum | cut -c1-12; fi; done; done`,
      shown: 'wg show all preshared-keys, as salted digests',
    },
  ];
}

/** An address as a word of a command; undefined for what could be anything else. */
function safeAddress(address: string): string | undefined {
  return /^[0-9a-fA-F:.]{2,45}(%[\w.@-]{1,15})?$/.test(address) ? address : undefined;
}

/** The way to a peer, read at once. */
export function pathProbes(address: string): readonly Probe[] {
  const safe = safeAddress(address);
  if (safe === undefined) return [];
  const bare = safe.split('%', 1)[0] ?? '';
  return [
    { key: 'sockets', command: `ss -tno dst '[${bare}]'` },
    { key: 'route', command: `ip route get ${bare}` },
    { key: 'ping', command: `ping -n -c 5 -i 0.2 -W 1 ${safe}`, limit: 8 },
    { key: 'neighbour', command: `ip neigh show to ${bare}` },
    { key: 'sockets-later', command: `ss -tno dst '[${bare}]'` },
  ];
}

/** Whether packets of these sizes reach a peer whole; sizes are those of the IP packet. */
export function sizeProbes(address: string, sizes: readonly number[]): readonly Probe[] {
  const safe = safeAddress(address);
  if (safe === undefined) return [];
  const headers = safe.includes(':') ? 48 : 28;
  return sizes.map((size) => ({
    key: `size-${size}`,
    command: `ping -n -M do -s ${size - headers} -c 2 -i 0.2 -W 1 ${safe}`,
    limit: 4,
  }));
}
