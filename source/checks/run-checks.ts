import type { CheckName } from './catalogue.ts';
import type { CheckAnswer } from './finding.ts';
import { checkNextHops, checkProtocolNames, checkRouterIds } from './groups/routers.ts';
import { checkExportsToOthers, checkOrigins, checkRoas } from './groups/routes.ts';
import { checkBfd, checkRoles } from './groups/session-options.ts';
import {
  checkAddressFamilies,
  checkAsNumbers,
  checkBgpPasswords,
  checkOnLink,
  checkSessionAddresses,
  checkTtlSecurity,
} from './groups/sessions.ts';
import { checkEndpointRoutes, checkKeepalives, checkTunnelMtus } from './groups/tunnel-paths.ts';
import {
  checkAllowedIps,
  checkEndpoints,
  checkPeerKeys,
  checkPresharedKeys,
  checkTunnelAddresses,
  checkTunnelSubnets,
} from './groups/tunnels.ts';
import type { Network } from './network.ts';

type Check = (network: Network) => Iterable<CheckAnswer>;

/** The checks that the configuration alone answers. */
const checks: Readonly<Partial<Record<CheckName, Check>>> = {
  'peer-key': checkPeerKeys,
  endpoint: checkEndpoints,
  'as-numbers': checkAsNumbers,
  'session-addresses': checkSessionAddresses,
  'bgp-password': checkBgpPasswords,
  'allowed-ips': checkAllowedIps,
  'tunnel-address': checkTunnelAddresses,
  'origin-exported': checkOrigins,
  'export-all': checkExportsToOthers,
  roa: checkRoas,
  'preshared-key': checkPresharedKeys,
  'tunnel-subnet': checkTunnelSubnets,
  'neighbor-on-link': checkOnLink,
  'router-id': checkRouterIds,
  'address-families': checkAddressFamilies,
  'ttl-security': checkTtlSecurity,
  'next-hop': checkNextHops,
  'tunnel-mtu': checkTunnelMtus,
  keepalive: checkKeepalives,
  'protocol-names': checkProtocolNames,
  bfd: checkBfd,
  'endpoint-route': checkEndpointRoutes,
  roles: checkRoles,
};

/** An answer and the check that gave it. */
export interface NamedAnswer {
  readonly check: CheckName;
  readonly answer: CheckAnswer;
}

/** Runs every check that the configuration alone answers, in the order of their numbers. */
export function runChecks(network: Network): NamedAnswer[] {
  const answers: NamedAnswer[] = [];
  for (const check of Object.keys(checks)) {
    if (!isChecked(check)) continue;
    for (const answer of checks[check]?.(network) ?? []) answers.push({ check, answer });
  }
  return answers;
}

function isChecked(name: string): name is CheckName {
  return name in checks;
}

/** Names of the checks that `runChecks` runs. */
export const checkedNames: readonly CheckName[] = Object.keys(checks).filter(isChecked);
