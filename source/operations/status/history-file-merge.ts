import type { FleetRecords } from './history-file.ts';
import type { HostRecords, SessionRecord } from './session-history.ts';

/** How much later one console may see the same session go. */
const betweenLooks = 10_000;

/**
 * What two who watch the same fleet remember together. Of hosts that we have seen ourselves we know which sessions
 * there are; hosts that only the other has seen are as the other says.
 */
export function mergeRecords(
  ours: FleetRecords,
  theirs: FleetRecords,
  seenByUs: ReadonlySet<string>,
): FleetRecords {
  const merged: FleetRecords = new Map();
  for (const host of new Set([...ours.keys(), ...theirs.keys()])) {
    const [own, other] = [ours.get(host) ?? new Map(), theirs.get(host) ?? new Map()];
    merged.set(host, mergeHost(own, other, seenByUs.has(host)));
  }
  return merged;
}

function mergeHost(own: HostRecords, other: HostRecords, isOurs: boolean): HostRecords {
  const names = isOurs ? [...own.keys()] : [...new Set([...own.keys(), ...other.keys()])];
  const records = new Map<string, SessionRecord>();
  for (const name of names) {
    const record = mergeRecord(own.get(name), other.get(name));
    if (record !== undefined) records.set(name, record);
  }
  return records;
}

/** The record that was seen last; words of the same outage that only the other caught are kept. */
function mergeRecord(
  one: SessionRecord | undefined,
  two: SessionRecord | undefined,
): SessionRecord | undefined {
  if (one === undefined || two === undefined) return one ?? two;
  const [later, earlier] = one.seen >= two.seen ? [one, two] : [two, one];
  if (later.up || earlier.up) return later;
  const isSameOutage = later.since <= earlier.seen || later.since - earlier.since <= betweenLooks;
  if (!isSameOutage) return later;
  const [firstError, message] = [later.firstError ?? earlier.firstError, later.message ?? earlier.message];
  return { ...later, ...(firstError && { firstError }), ...(message && { message }) };
}
