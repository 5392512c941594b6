import type { LabHostSpec, LabTopology } from '../topology.ts';

/** What a host's boot script feeds to `ip -batch`, and the kernel settings before it. */
export interface NetworkPlan {
  /** Links and addresses. */
  readonly network: string;
  /** Routes over tunnels: only there once those are up. */
  readonly routes: string;
  /** `path=value`, below /proc/sys. */
  readonly settings: readonly string[];
}

/**
 * Acknowledgements on the host's IPv4 loopback without delay: reach connections arrive there through a program that
 * leaves Nagle's algorithm on, and the two together would hold short exchanges up by 40-90 ms.
 */
const promptLoopback = ['127.0.0.0/8', '127.0.0.1'].map(
  (to) => `route replace local ${to} dev lo table local proto kernel scope host src 127.0.0.1 quickack 1`,
);

/** Plans a host's own side of the network. Duplicate address detection is off: nothing here can clash, and it would cost a second. */
export function planNetwork(spec: LabHostSpec): NetworkPlan {
  const lines = ['link set lo up', ...promptLoopback];
  for (const link of spec.links) {
    for (const address of link.addresses) lines.push(addAddress(address, link.interface));
    lines.push(`link set ${link.interface} up`);
  }
  for (const address of spec.loopback) lines.push(addAddress(address, 'lo'));
  const routes: string[] = [];
  for (const route of spec.routes) {
    const overTunnel = route.device !== undefined && spec.tunnels.includes(route.device);
    const device = route.device === undefined ? '' : ` dev ${route.device}`;
    (overTunnel ? routes : lines).push(`route add ${route.to} via ${route.via}${device}`);
  }
  return { network: toBatch(lines), routes: toBatch(routes), settings: listSettings(spec) };
}

/** Commands for `ip -batch` in the switches' namespace: bridges, and cables into each host by its process id. */
export function planSwitches(topology: LabTopology): string {
  const lines = ['link set lo up'];
  for (const [index, name] of topology.switches.entries()) {
    lines.push(`link add sw${index} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`);
    lines.push(`link set sw${index} alias ${quote(name)} up`);
  }
  return toBatch(lines);
}

/** The cables of one host: `index` is its place in the topology, `pid` its first process as seen from here. */
export function planCables(topology: LabTopology, spec: LabHostSpec, index: number, pid: number): string {
  return toBatch(
    spec.links.flatMap((link, number) => {
      const end = `h${index}p${number}`;
      const bridge = topology.switches.indexOf(link.switch);
      return [
        `link add ${end} type veth peer name ${link.interface} netns ${pid}`,
        `link set ${end} master sw${bridge} up`,
      ];
    }),
  );
}

function listSettings(spec: LabHostSpec): string[] {
  const settings = ['net/ipv6/conf/all/disable_ipv6=0', 'net/ipv6/conf/default/accept_dad=0'];
  for (const link of spec.links) {
    settings.push(
      `net/ipv6/conf/${link.interface}/accept_dad=0`,
      `net/ipv6/conf/${link.interface}/accept_ra=0`,
    );
  }
  const forwarding = spec.forwarding ? 1 : 0;
  settings.push(`net/ipv4/ip_forward=${forwarding}`, `net/ipv6/conf/all/forwarding=${forwarding}`);
  // Anyone in the host may ping, as on a host with systemd's defaults.
  settings.push('net/ipv4/ping_group_range=0 2147483647');
  return settings;
}

function addAddress(address: string, device: string): string {
  return `address add ${address} dev ${device}${address.includes(':') ? ' nodad' : ''}`;
}

function quote(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '-');
}

function toBatch(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
