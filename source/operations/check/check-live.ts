import type { CountImported } from '../../checks/groups/limits.ts';
import type { FleetSession } from '../session.ts';
import { status } from '../status/status.ts';

/** Asks every host of the session how many routes its sessions import today. */
export async function countLiveRoutes(
  session: FleetSession,
  signal: AbortSignal | undefined,
): Promise<CountImported> {
  const { hosts } = await status(session, signal === undefined ? {} : { signal });
  const counts = new Map(
    hosts.flatMap(({ name, sessions }) =>
      sessions.map(({ name: bgp, imported }): [string, number | undefined] => [
        `${name} ${bgp}`,
        imported ?? undefined,
      ]),
    ),
  );
  return (host, bgp) => counts.get(`${host} ${bgp}`);
}
