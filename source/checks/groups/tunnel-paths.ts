import { canonicalAddress, formatPrefix, holdsAddress, isGlobal, parsePrefix } from '../addresses.ts';
import type { CheckAnswer } from '../finding.ts';
import { findHost, type Network, spotOf } from '../network.ts';
import type { TunnelEnd } from '../pair-tunnels.ts';
import { listStaticRoutes } from '../static-routes.ts';
import { listDirections, listTunnels, nameTunnel } from './tunnels.ts';

/** What an ordinary path carries. */
const ordinaryPath = 1500;
/** Bytes around a packet in the tunnel: IPv4 or IPv6, UDP, WireGuard. */
const overhead = { 4: 60, 6: 80 } as const;
/** IPv6 needs so much of a link (RFC 8200). */
const least6 = 1280;

/** 19. The MTU inside against an ordinary path outside, and against the other end. */
export function* checkTunnelMtus(network: Network): Generator<CheckAnswer> {
  for (const { from, to } of listDirections(network)) {
    const { mtu } = from.tunnel.config;
    if (mtu === undefined) continue;
    const family = parsePrefix(from.peer?.endpoint?.value.host ?? '')?.family ?? 6;
    const most = ordinaryPath - overhead[family];
    if (mtu.value > most) {
      yield {
        severity: 'warning',
        message: `the MTU of ${nameTunnel(from.tunnel)} is ${mtu.value}; over IPv${family} on a path of ${ordinaryPath} bytes ${most} fit`,
        spots: [spotOf(from.tunnel, mtu)],
        hint: `set it to ${most} or less`,
      };
    }
    if (mtu.value < least6 && from.tunnel.addresses.some(({ family: inner }) => inner === 6)) {
      yield {
        severity: 'error',
        message: `the MTU of ${nameTunnel(from.tunnel)} is ${mtu.value}; IPv6 needs ${least6}`,
        spots: [spotOf(from.tunnel, mtu)],
        hint: `set it to ${least6} or more`,
      };
    }
    const there = to.tunnel.config.mtu;
    if (there !== undefined && there.value < mtu.value) {
      yield {
        severity: 'warning',
        message: `the MTU of ${nameTunnel(from.tunnel)} is ${mtu.value}, that of ${nameTunnel(to.tunnel)} ${there.value}`,
        spots: [spotOf(from.tunnel, mtu), spotOf(to.tunnel, there)],
        hint: 'make both ends alike',
      };
    }
  }
}

/** 20. An end that the other cannot reach by itself has to keep the way open. */
export function* checkKeepalives(network: Network): Generator<CheckAnswer> {
  for (const { from, to } of listDirections(network)) {
    if (from.peer === undefined || from.peer.keepalive !== undefined) continue;
    const reason = findNat(network, from, to);
    if (reason === undefined) continue;
    yield {
      severity: 'warning',
      message: `${nameTunnel(from.tunnel)} keeps nothing alive, and ${reason}`,
      spots: [spotOf(from.tunnel, from.peer), ...(to.peer === undefined ? [] : [spotOf(to.tunnel, to.peer)])],
      hint: 'set PersistentKeepalive = 25 on this end',
    };
  }
}

function findNat(network: Network, from: TunnelEnd, to: TunnelEnd): string | undefined {
  const target = nameTunnel(to.tunnel);
  if (from.peer?.endpoint !== undefined && to.peer !== undefined && to.peer.endpoint === undefined)
    return `${target} knows no Endpoint for it: only this end can begin`;
  const host = findHost(network, from.tunnel.host);
  const wanted = parsePrefix(canonicalAddress(to.peer?.endpoint?.value.host ?? ''));
  const own = host?.addresses.filter(({ isTunnel, family }) => !isTunnel && family === wanted?.family) ?? [];
  const isTranslated =
    wanted !== undefined && own.length > 0 && own.every(({ address }) => !isGlobal(address));
  return isTranslated && isGlobal(wanted.address)
    ? 'it is behind NAT: its own addresses are private'
    : undefined;
}

/** 26. An endpoint that the routes of its own tunnel lead into it. */
export function* checkEndpointRoutes(network: Network): Generator<CheckAnswer> {
  for (const tunnel of listTunnels(network)) {
    const { config } = tunnel;
    for (const peer of config.peers) {
      if (peer.endpoint === undefined) continue;
      const { host } = peer.endpoint.value;
      const covering = peer.allowedIps.find(({ value }) => {
        const prefix = parsePrefix(value);
        return prefix !== undefined && prefix.length > 0 && holdsAddress(prefix, host);
      });
      // For a default route wg-quick makes a rule that keeps the outer packets out of it; Table = off makes no routes.
      if (covering !== undefined && (config.table?.value ?? 'auto') !== 'off') {
        yield {
          severity: 'error',
          message: `the endpoint ${host} of ${nameTunnel(tunnel)} is in its own AllowedIPs ${covering.value}, which wg-quick routes into the tunnel`,
          spots: [spotOf(tunnel, peer.endpoint), spotOf(tunnel, covering)],
          hint: 'set Table = off and route what is meant, or leave the endpoint out of AllowedIPs',
        };
      }
      yield* checkStatics(network, tunnel, peer.endpoint);
    }
  }
}

function* checkStatics(
  network: Network,
  tunnel: Parameters<typeof nameTunnel>[0],
  endpoint: { readonly value: { readonly host: string }; readonly file: string; readonly line: number },
): Generator<CheckAnswer> {
  const bird = findHost(network, tunnel.host)?.bird;
  for (const route of bird === undefined ? [] : listStaticRoutes(bird)) {
    if (!holdsAddress(route.prefix, endpoint.value.host) || route.prefix.length === 0) continue;
    const isInto =
      route.interface === tunnel.config.name ||
      tunnel.addresses.some((own) => route.via !== undefined && holdsAddress(own, route.via));
    if (!isInto) continue;
    yield {
      severity: 'error',
      message: `the route to ${formatPrefix(route.prefix)} leads the endpoint ${endpoint.value.host} of ${nameTunnel(tunnel)} into the tunnel itself`,
      spots: [spotOf(tunnel, route.place), spotOf(tunnel, endpoint)],
      hint: 'route the endpoint by the uplink, or the prefix another way',
    };
  }
}
