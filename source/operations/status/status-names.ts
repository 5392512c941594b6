import type { Fleet } from '../../fleet/model.ts';
import { PyDict } from '../../jinja/values.ts';
import { PeerNames } from '../../wireguard/index.ts';
import type { HostStatus } from './status-model.ts';

/** The variable that holds the public keys of the fleet's tunnels: `{host: {interface: key}}`. */
const publicKeysVariable = 'wireguard_public_keys';

/** Names for WireGuard peers, as the fleet's variables tell them; the hosts' own words are learnt later. */
export function readPeerNames(fleet: Fleet): PeerNames {
  const names = new PeerNames();
  for (const { variables } of fleet.hosts) {
    const hosts = variables.get(publicKeysVariable);
    if (!(hosts instanceof PyDict)) continue;
    for (const [host, interfaces] of hosts.entries()) {
      if (!(interfaces instanceof PyDict)) continue;
      for (const [device, key] of interfaces.entries()) {
        if (typeof key === 'string') names.tell(key, { host: String(host), interface: String(device) });
      }
    }
  }
  return names;
}

/** A host's status with its tunnels' peers named. */
export function namePeers(status: HostStatus, names: PeerNames): HostStatus {
  if (status.tunnels.length === 0) return status;
  const tunnels = status.tunnels.map((tunnel) => {
    const owner = names.find(tunnel.peer);
    return owner === undefined ? tunnel : { ...tunnel, peerName: owner.host };
  });
  return { ...status, tunnels };
}
