import type { LineValue, PeerConfig, WireguardConfig } from '../wireguard/config/index.ts';

/** What it takes to bring a tunnel in line with its file. */
export interface TunnelForecast {
  readonly interface: string;
  /** `syncconf`: peers alone change, and handshakes are kept. `restart`: the tunnel is down for a moment. */
  readonly effect: 'syncconf' | 'restart' | 'added' | 'removed';
  /** What changed, without values: they may be secret. */
  readonly reasons: readonly string[];
}

/** Foretells how each tunnel of a host is brought in line; those whose files say the same are left out. */
export function forecastTunnels(
  before: readonly WireguardConfig[],
  after: readonly WireguardConfig[],
): TunnelForecast[] {
  const old = new Map(before.map((config) => [config.name, config]));
  const fresh = new Map(after.map((config) => [config.name, config]));
  const gone = before.filter(({ name }) => !fresh.has(name));
  return [
    ...after.flatMap((config) => compareTunnel(old.get(config.name), config) ?? []),
    ...gone.map(({ name }): TunnelForecast => ({ interface: name, effect: 'removed', reasons: [] })),
  ];
}

function compareTunnel(
  before: WireguardConfig | undefined,
  after: WireguardConfig,
): TunnelForecast | undefined {
  const { name } = after;
  if (before === undefined) return { interface: name, effect: 'added', reasons: [] };
  const settings = listInterfaceChanges(before, after);
  if (changesDefaultRoute(before, after)) settings.push('a default route');
  if (settings.length > 0) return { interface: name, effect: 'restart', reasons: settings };
  const peers = listPeerChanges(before, after);
  return peers.length === 0 ? undefined : { interface: name, effect: 'syncconf', reasons: peers };
}

/** Settings of `[Interface]` that differ: `wg syncconf` applies none of them but the port, and a key without its handshake. */
function listInterfaceChanges(before: WireguardConfig, after: WireguardConfig): string[] {
  const join = (values: readonly LineValue<string>[]): string => values.map(({ value }) => value).join(', ');
  const others = (config: WireguardConfig): string =>
    config.others.map(({ key, value }) => `${key}=${value}`).join('\n');
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['PrivateKey (the other ends need its public key)', before.privateKey?.value, after.privateKey?.value],
    ['ListenPort', before.listenPort?.value, after.listenPort?.value],
    ['Address', join(before.addresses), join(after.addresses)],
    ['MTU', before.mtu?.value, after.mtu?.value],
    ['Table', before.table?.value, after.table?.value],
    ['FwMark', before.fwMark?.value, after.fwMark?.value],
    ['DNS or hooks', others(before), others(after)],
  ];
  return pairs.filter(([, one, other]) => one !== other).map(([name]) => name);
}

/** wg-quick routes a default route by a rule of its own, which no syncconf makes. */
function changesDefaultRoute(before: WireguardConfig, after: WireguardConfig): boolean {
  if (after.table?.value === 'off') return false;
  const defaults = ({ peers }: WireguardConfig): string =>
    peers
      .flatMap(({ allowedIps }) => allowedIps.map(({ value }) => value))
      .filter((value) => value.endsWith('/0'))
      .sort()
      .join();
  return defaults(before) !== defaults(after);
}

function listPeerChanges(before: WireguardConfig, after: WireguardConfig): string[] {
  const [old, fresh] = [indexPeers(before), indexPeers(after)];
  const added = [...fresh.keys()].filter((key) => !old.has(key)).length;
  const removed = [...old.keys()].filter((key) => !fresh.has(key)).length;
  const changed = [...fresh].flatMap(([key, peer]) => {
    const previous = old.get(key);
    return previous === undefined ? [] : listSettingChanges(previous, peer);
  });
  return [
    ...(added > 0 ? [added === 1 ? 'a new peer' : `${added} new peers`] : []),
    ...(removed > 0 ? [removed === 1 ? 'a peer gone' : `${removed} peers gone`] : []),
    ...new Set(changed),
  ];
}

function indexPeers({ peers }: WireguardConfig): Map<string, PeerConfig> {
  return new Map(peers.map((peer) => [peer.publicKey?.value ?? '', peer]));
}

function listSettingChanges(before: PeerConfig, after: PeerConfig): string[] {
  const endpoint = ({ endpoint: at }: PeerConfig): string =>
    at === undefined ? '' : `${at.value.host} ${at.value.port}`;
  const allowed = ({ allowedIps }: PeerConfig): string =>
    allowedIps
      .map(({ value }) => value)
      .sort()
      .join();
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['PresharedKey', before.presharedKey?.value, after.presharedKey?.value],
    ['Endpoint', endpoint(before), endpoint(after)],
    ['AllowedIPs', allowed(before), allowed(after)],
    ['PersistentKeepalive', before.keepalive?.value, after.keepalive?.value],
  ];
  return pairs.filter(([, one, other]) => one !== other).map(([name]) => name);
}
