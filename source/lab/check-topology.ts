import { OperatorError } from '../basics/problem.ts';
import type { LabHostSpec, LabTopology } from './topology.ts';

const hostPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/;
const interfacePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,14}$/;
const userPattern = /^[a-z_][a-z0-9_-]{0,31}$/;
const addressPattern = /^[0-9A-Fa-f.:]+\/\d{1,3}$/;
const routePattern = /^(default|[0-9A-Fa-f.:]+(\/\d{1,3})?)$/;
/** `registry/path/name:tag`, as Docker has it; nothing the shell could take for something else. */
const imagePattern =
  /^[a-z0-9][a-z0-9._/-]{0,199}(?::\d{1,5}\/[a-z0-9._/-]{1,199})?(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/;
/** `ip` takes these for something else. */
const reservedInterfaces = new Set(['lo', 'br', 'a', 'all', 'default']);

/** Refuses a topology whose names could not be built, or would mean something else to `ip` or the shell. */
export function checkTopology(topology: LabTopology): LabTopology {
  const names = new Set<string>();
  for (const host of topology.hosts) {
    if (names.has(host.name)) refuse(host, 'there are two hosts of this name');
    names.add(host.name);
    checkHost(topology, host);
  }
  return topology;
}

function checkHost(topology: LabTopology, host: LabHostSpec): void {
  if (!hostPattern.test(host.name)) refuse(host, 'this is no host name');
  if (!userPattern.test(host.user)) refuse(host, `"${host.user}" is no user name`);
  const interfaces = new Set<string>();
  for (const link of host.links) {
    if (!interfacePattern.test(link.interface) || reservedInterfaces.has(link.interface))
      refuse(host, `"${link.interface}" cannot name an interface`);
    if (interfaces.has(link.interface)) refuse(host, `interface ${link.interface} appears twice`);
    interfaces.add(link.interface);
    if (!topology.switches.includes(link.switch))
      refuse(host, `interface ${link.interface} goes to the unknown switch "${link.switch}"`);
  }
  for (const tunnel of host.tunnels)
    if (!interfacePattern.test(tunnel)) refuse(host, `"${tunnel}" cannot name a tunnel`);
  const addresses = [...host.loopback, ...host.links.flatMap((link) => link.addresses)];
  for (const address of addresses)
    if (!addressPattern.test(address)) refuse(host, `"${address}" is no address with a prefix length`);
  for (const route of host.routes) {
    const device = route.device ?? 'eth0';
    if (!routePattern.test(route.to) || !routePattern.test(route.via) || !interfacePattern.test(device))
      refuse(host, `the route to "${route.to}" via "${route.via}" cannot be set`);
  }
  for (const image of host.images ?? [])
    if (!imagePattern.test(image)) refuse(host, `"${image}" cannot name an image`);
  for (const file of host.files)
    if (!file.path.startsWith('/') || file.path.includes('/../') || file.path.includes('\0'))
      refuse(host, `"${file.path}" is no absolute path`);
}

function refuse(host: LabHostSpec, reason: string): never {
  throw new OperatorError({
    kind: 'lab-topology',
    message: `lab host ${host.name}: ${reason}`,
    host: host.name,
    attempted: 'build the lab',
  });
}
