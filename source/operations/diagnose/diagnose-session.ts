import type { Protocol } from '../../bird/index.ts';
import type { SessionCase, SessionEnd } from '../../diagnosis/cases.ts';
import { type HostFacts, type PathFacts, readPathFacts } from '../../diagnosis/facts.ts';
import type { Observation } from '../../diagnosis/model.ts';
import { containsAddress, findOnLink, sameAddress } from '../../diagnosis/parse/addresses.ts';
import { selectProtocolLog, timeOfDay } from '../../diagnosis/parse/log.ts';
import { type Probe, pathProbes, sizeProbes } from '../../diagnosis/probes.ts';
import type { DiagnoseContext } from './diagnose-context.ts';
import { runProbes } from './diagnose-probes.ts';
import { readRoutes } from './diagnose-routes.ts';
import { buildTunnelCase } from './diagnose-tunnel.ts';

const usualMtu = 1_500;
const smallestMtu = 1_280;

/** Reads the way to a session's peer, and the peer's end where it is one of our hosts. */
export async function buildSessionCase(
  context: DiagnoseContext,
  facts: HostFacts,
  protocol: Protocol,
): Promise<SessionCase> {
  const neighbor = protocol.bgp?.neighborAddress ?? '';
  const owner = context.book.find(neighbor);
  const other = owner === undefined || owner === facts.name ? undefined : await context.read(owner);
  const config = facts.configs.find(({ name }) => name === protocol.name);
  const own = config?.localAddress ?? protocol.bgp?.sourceAddress ?? ownAddress(facts, neighbor);
  const device = findTunnelDevice(facts, neighbor);
  const [path, pathBack, routes, tunnel] = await Promise.all([
    readPath(context, facts, neighbor),
    other?.reachable && own !== undefined ? readPath(context, other, own) : undefined,
    readRoutes(context, facts, protocol),
    device === undefined ? undefined : buildTunnelCase(context, facts, device, undefined),
  ]);
  const here: SessionEnd = {
    facts,
    protocol,
    ...(config && { config }),
    path,
    errors: listErrors(facts, protocol),
  };
  const there = other && findOtherEnd(other, own, neighbor, pathBack);
  return {
    name: protocol.name,
    protocol,
    here,
    ...(there && { there }),
    ...(tunnel && { tunnel }),
    ...(routes && { routes }),
  };
}

/** What the daemon says went wrong: its last error, then its log since the session's state changed last. */
function listErrors(facts: HostFacts, protocol: Protocol): string[] {
  const log = selectProtocolLog(facts.log, protocol.name, timeOfDay(protocol.since));
  const info = protocol.info.replace(
    /^(Idle|Connect|Active|OpenSent|OpenConfirm|Established|Close|Down|Passive)\s*/,
    '',
  );
  const { lastError = '' } = protocol.bgp ?? {};
  const words = [lastError, info, ...log.map(({ text }) => text).reverse()];
  return [...new Set(words.map((each) => each.trim()).filter((each) => each !== ''))];
}

function ownAddress(facts: HostFacts, neighbor: string): string | undefined {
  return findOnLink(facts.addresses, neighbor)[0]?.address;
}

/** The interface of a tunnel that the session goes through, also while that interface is missing. */
function findTunnelDevice(facts: HostFacts, neighbor: string): string | undefined {
  const file = facts.tunnels?.files.find(({ addresses }) =>
    addresses.some((prefix) => containsAddress(prefix, neighbor)),
  );
  if (file !== undefined) return file.interface;
  const [connected] = findOnLink(facts.addresses, neighbor);
  return facts.tunnels?.reading.interfaces.find(({ name }) => name === connected?.interface)?.name;
}

/** The session at the other end that leads back to us. */
function findOtherEnd(
  facts: HostFacts,
  own: string | undefined,
  neighbor: string,
  path: PathFacts | undefined,
): SessionEnd {
  const isOurs = (address: string | undefined) =>
    own !== undefined && address !== undefined && sameAddress(address, own);
  const config = facts.configs.find(
    ({ neighborAddress, localAddress }) =>
      isOurs(neighborAddress) && (localAddress === undefined || sameAddress(localAddress, neighbor)),
  );
  const protocol = facts.bird.protocols.find(({ bgp }) => isOurs(bgp?.neighborAddress));
  return {
    facts,
    ...(protocol && { protocol }),
    ...(config && { config }),
    ...(path && { path }),
    errors: protocol ? listErrors(facts, protocol) : [],
  };
}

/** Asks a host for the way to an address: what the kernel says, and pings small and as large as the link allows. */
async function readPath(context: DiagnoseContext, facts: HostFacts, address: string): Promise<PathFacts> {
  const connection = context.connect(facts.name);
  const none = new Map<string, Observation>();
  if (connection === undefined || !facts.reachable) return readPathFacts(none);
  const options = context.signal ? { signal: context.signal } : {};
  const run = async (probes: readonly Probe[]) => (await runProbes(connection, probes, options)).observations;
  const [way, sizes] = await Promise.all([
    run(pathProbes(address)),
    run(sizeProbes(address, listSizes(facts, address))),
  ]);
  return readPathFacts(new Map([...way, ...sizes]));
}

function listSizes(facts: HostFacts, address: string): number[] {
  const [connected] = findOnLink(facts.addresses, address);
  const mtu = facts.links.find(({ name }) => name === connected?.interface)?.mtu ?? usualMtu;
  return [...new Set([Math.min(mtu, 9_000), smallestMtu])].filter((size) => size >= smallestMtu);
}
