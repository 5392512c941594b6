import type { PeerServices } from '../console/views/peer/peer-services.ts';
import { changePeer, planPeerChange } from '../operations/peer/peer-change.ts';
import { readLog } from '../operations/peer/peer-log.ts';
import { reach } from '../operations/peer/peer-reach.ts';
import { showPeer } from '../operations/peer/peer-show.ts';
import { readRoutes } from '../operations/peer/routes.ts';
import type { FleetSession } from '../operations/session.ts';

/** The operations on a session as the console calls them; `session` is the fleet as it was read last. */
export function makePeerServices(session: () => FleetSession): PeerServices {
  return {
    show: (host, name, signal) => showPeer(session(), host, name, signal),
    plan: (host, name, action) => planPeerChange(session(), host, name, action),
    change: (plan, signal) => changePeer(session(), plan, { signal }),
    routes: (host, query, signal) => readRoutes(session(), host, query, { signal }),
    reach: (host, query, signal) => reach(session(), host, query, signal),
    follow: (host, unit, signal) => readLog(session(), host, unit, { follow: true, signal }),
  };
}
