import type { VitalsServices } from '../console/views/vitals/vitals-services.ts';
import { findHost } from '../operations/peer/peer-find.ts';
import type { FleetSession } from '../operations/session.ts';
import { readVitals, vitals } from '../operations/status/vitals.ts';
import { readHolds } from '../operations/sync/hold.ts';

/** What hosts say of themselves, as the console asks for it; `session` is the fleet as it was read last. */
export function makeVitalsServices(session: () => FleetSession): VitalsServices {
  return {
    read: async (onHost, signal) => {
      await vitals(session(), { onHost, signal });
    },
    readHost: (name, signal) => {
      const { remote } = session();
      const host = findHost(session(), name);
      return readVitals(host, remote.connect(host.name), { signal });
    },
    readHolds: (name, signal) => {
      const host = findHost(session(), name);
      return readHolds(session().remote.connect(host.name), { signal });
    },
  };
}
