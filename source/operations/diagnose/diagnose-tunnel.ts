import type { TunnelCase, TunnelEnd } from '../../diagnosis/cases.ts';
import { type HostFacts, type PathFacts, readPathFacts } from '../../diagnosis/facts.ts';
import { containsAddress } from '../../diagnosis/parse/addresses.ts';
import type { TunnelFile } from '../../diagnosis/parse/tunnel-files.ts';
import { pathProbes } from '../../diagnosis/probes.ts';
import { type Endpoint, parseEndpoint } from '../../wireguard/config/index.ts';
import type { WireguardPeer } from '../../wireguard/index.ts';
import type { DiagnoseContext } from './diagnose-context.ts';
import { readWireguard } from './diagnose-host.ts';
import { runProbes } from './diagnose-probes.ts';

interface FarEnd {
  readonly host: string;
  readonly interface: string;
}

/** Both ends of a tunnel, a second look at what moved, and a ping through it. */
export async function buildTunnelCase(
  context: DiagnoseContext,
  facts: HostFacts,
  name: string,
  publicKey: string | undefined,
): Promise<TunnelCase> {
  const peers = peersOf(facts, name);
  const peer = peers.find((each) => each.publicKey === publicKey) ?? peers[0];
  const far = await findFarEnd(context, facts, name, peer);
  const other = far && (await context.read(far.host));
  const inner = far && innerAddress(other, far.interface, facts, name);
  const [inside, now, nowThere] = await Promise.all([
    inner === undefined ? undefined : readInside(context, facts.name, inner),
    lookAgain(context, facts.name),
    far && other?.reachable ? lookAgain(context, far.host) : undefined,
  ]);
  const here = withLater({ facts, interface: name, ...(peer && { peer }) }, now);
  if (far === undefined || other === undefined) return { here, ...(inside && { inside }) };
  const own = facts.tunnels?.reading.interfaces.find((each) => each.name === name)?.publicKey;
  const candidates = peersOf(other, far.interface);
  const back = candidates.find((each) => each.publicKey === own) ?? candidates[0];
  const there = withLater({ facts: other, interface: far.interface, ...(back && { peer: back }) }, nowThere);
  return { here, there, ...(inside && { inside }) };
}

function peersOf(facts: HostFacts, name: string): readonly WireguardPeer[] {
  return (facts.tunnels?.reading.peers ?? []).filter((peer) => peer.interface === name);
}

async function lookAgain(context: DiagnoseContext, host: string): Promise<readonly WireguardPeer[]> {
  const connection = context.connect(host);
  if (connection === undefined) return [];
  return (await readWireguard(connection, context.signal)).reading?.peers ?? [];
}

/** The end as it is now, with what it was at the first look. */
function withLater(end: TunnelEnd, later: readonly WireguardPeer[] | undefined): TunnelEnd {
  const { peer } = end;
  const now = later?.find((each) => each.interface === end.interface && each.publicKey === peer?.publicKey);
  return peer && now ? { ...end, earlier: peer, peer: now } : end;
}

async function readInside(
  context: DiagnoseContext,
  host: string,
  address: string,
): Promise<PathFacts | undefined> {
  const connection = context.connect(host);
  if (connection === undefined) return undefined;
  const probes = pathProbes(address).filter(({ key }) => key === 'ping');
  const { observations } = await runProbes(
    connection,
    probes,
    context.signal ? { signal: context.signal } : {},
  );
  return readPathFacts(observations);
}

/** Which host and interface is at the other end: by the key, by the endpoint's address, or by the network inside. */
async function findFarEnd(
  context: DiagnoseContext,
  facts: HostFacts,
  name: string,
  peer: WireguardPeer | undefined,
): Promise<FarEnd | undefined> {
  const file = facts.tunnels?.files.find((each) => each.interface === name);
  const running = peer?.endpoint === undefined ? undefined : parseEndpoint(peer.endpoint);
  const configured = file?.peers[0]?.endpoint;
  for (const endpoint of [running, configured]) {
    const owner = endpoint === undefined ? undefined : context.book.find(endpoint.host);
    if (owner !== undefined && owner !== facts.name) await context.read(owner);
  }
  const others = [...context.facts.values()].filter((each) => each.name !== facts.name);
  return (
    (peer && findByKey(others, peer.publicKey)) ??
    findByNetwork(others, facts, file) ??
    findByEndpoint(context, others, running ?? configured)
  );
}

function findByKey(others: readonly HostFacts[], key: string): FarEnd | undefined {
  for (const { name: host, tunnels } of others) {
    const running = tunnels?.reading.interfaces.find(({ publicKey }) => publicKey === key)?.name;
    const written = [...(tunnels?.derivedKeys ?? [])].find(([, derived]) => derived === key)?.[0];
    const found = running ?? written;
    if (found !== undefined) return { host, interface: found };
  }
  return undefined;
}

/** The interface elsewhere whose inner network is the same. */
function findByNetwork(
  others: readonly HostFacts[],
  _facts: HostFacts,
  file: TunnelFile | undefined,
): FarEnd | undefined {
  const own = file?.addresses ?? [];
  for (const { name: host, tunnels } of others) {
    const match = tunnels?.files.find(({ addresses }) =>
      addresses.some((address) =>
        own.some((prefix) => !isHostRoute(prefix) && containsAddress(prefix, address.split('/', 1)[0] ?? '')),
      ),
    );
    if (match !== undefined) return { host, interface: match.interface };
  }
  return undefined;
}

function isHostRoute(prefix: string): boolean {
  return /\/(32|128)$/.test(prefix) || !prefix.includes('/');
}

function findByEndpoint(
  context: DiagnoseContext,
  others: readonly HostFacts[],
  target: Endpoint | undefined,
): FarEnd | undefined {
  const host = target && context.book.find(target.host);
  const tunnels = others.find(({ name }) => name === host)?.tunnels;
  const listening =
    tunnels?.reading.interfaces.find(({ listenPort }) => listenPort === target?.port)?.name ??
    tunnels?.files.find(({ listenPort }) => listenPort === target?.port)?.interface;
  return host !== undefined && listening !== undefined ? { host, interface: listening } : undefined;
}

/** The other end's own address inside the tunnel, as it has it or as its file does. */
function innerAddress(
  other: HostFacts | undefined,
  name: string,
  facts: HostFacts,
  own: string,
): string | undefined {
  const running = other?.addresses.filter(
    (each) => each.interface === name && !each.address.startsWith('fe80:'),
  );
  const written = other?.tunnels?.files.find((each) => each.interface === name)?.addresses ?? [];
  const all = [
    ...(running ?? []).map(({ address }) => address),
    ...written.map((each) => each.split('/', 1)[0] ?? ''),
  ];
  const mine = facts.tunnels?.files.find((each) => each.interface === own)?.addresses ?? [];
  return all.find((address) => mine.some((prefix) => containsAddress(prefix, address))) ?? all[0];
}
