import type { NetworkHost, Session } from './network.ts';

/** The two ends of one BGP session, whether they agree or not. */
export interface SessionPair {
  readonly one: Session;
  readonly other: Session;
}

export interface PairedSessions {
  readonly sessionPairs: readonly SessionPair[];
  readonly outside: readonly Session[];
}

/**
 * Brings the ends of sessions together: first those that mirror each other, then those of which only one address
 * does, so that a wrong address is found at both ends.
 */
export function pairSessions(hosts: readonly NetworkHost[]): PairedSessions {
  const owners = listOwners(hosts);
  const free = new Set(hosts.flatMap(({ sessions }) => sessions).filter(({ config }) => !config.isDynamic));
  const sessionPairs: SessionPair[] = [];
  const byNeighbor = indexBy(free, ({ neighbor }) => neighbor);
  const byLocal = indexBy(free, ({ local }) => local);
  const join = (one: Session, candidates: readonly Session[], fits: (other: Session) => boolean): void => {
    if (!free.has(one)) return;
    const other = candidates.find((it) => free.has(it) && it.host !== one.host && fits(it));
    if (other === undefined) return;
    free.delete(one);
    free.delete(other);
    sessionPairs.push({ one, other });
  };
  const listFor = (index: ReadonlyMap<string, Session[]>, key: string | undefined): readonly Session[] =>
    key === undefined ? [] : (index.get(key) ?? []);
  for (const one of [...free])
    join(
      one,
      listFor(byLocal, one.neighbor),
      ({ neighbor }) => neighbor !== undefined && neighbor === one.local,
    );
  for (const one of [...free])
    join(one, listFor(byNeighbor, one.local), (other) => isOwnedBy(owners, one.neighbor, other) !== false);
  for (const one of [...free])
    join(one, listFor(byLocal, one.neighbor), (other) => isOwnedBy(owners, other.neighbor, one) !== false);
  for (const one of [...free]) {
    if (one.neighbor === undefined || !owners.has(one.neighbor)) continue;
    const candidates = [...free].filter((other) => isOwnedBy(owners, one.neighbor, other) === true);
    join(one, candidates, (other) => isOwnedBy(owners, other.neighbor, one) === true);
  }
  return { sessionPairs, outside: [...free] };
}

type Owners = ReadonlyMap<string, ReadonlySet<string>>;

/** The hosts that have an address: on an interface, or as the local one of a session. */
function listOwners(hosts: readonly NetworkHost[]): Owners {
  const owners = new Map<string, Set<string>>();
  for (const { name, addresses, sessions } of hosts) {
    const own = [...addresses.map(({ address }) => address), ...sessions.map(({ local }) => local)];
    for (const address of own) {
      if (address === undefined) continue;
      const names = owners.get(address) ?? new Set();
      names.add(name);
      owners.set(address, names);
    }
  }
  return owners;
}

/** Whether an address is of a session's host; undefined where it is nobody's. */
function isOwnedBy(owners: Owners, address: string | undefined, { host }: Session): boolean | undefined {
  if (address === undefined) return undefined;
  return owners.get(address)?.has(host);
}

function indexBy(
  sessions: Iterable<Session>,
  keyOf: (session: Session) => string | undefined,
): Map<string, Session[]> {
  const index = new Map<string, Session[]>();
  for (const session of sessions) {
    const key = keyOf(session);
    if (key === undefined) continue;
    const list = index.get(key);
    if (list) list.push(session);
    else index.set(key, [session]);
  }
  return index;
}
