import type { Instant } from '../../basics/brand.ts';
import type { HostStatus, SessionStatus } from './status-model.ts';

/** How a session failed, first told: BIRD overwrites it within seconds. */
export interface LatchedText {
  readonly text: string;
  readonly at: Instant;
}

/** Counts of prefixes at a time. */
export interface RouteSample {
  readonly at: Instant;
  readonly imported: number | null;
  readonly exported: number | null;
}

/** What is remembered of one session, by our clock, over any number of retries. */
export interface SessionRecord {
  readonly up: boolean;
  /** Since when it has been so; no later than the first look at it. */
  readonly since: Instant;
  /** True where it was so already when it was first seen: it may have been so for longer. */
  readonly sinceBefore: boolean;
  /** As BIRD printed it last. */
  readonly birdSince: string;
  /** When it went down, the latest last. */
  readonly flaps: readonly Instant[];
  /** The first error of this outage, or of the last one. */
  readonly firstError?: LatchedText;
  /** The peer's shutdown message of this outage, or of the last one. */
  readonly message?: LatchedText;
  /** One a minute. */
  readonly samples: readonly RouteSample[];
  readonly seen: Instant;
}

/** What changed on a session, told once. */
export type SessionChange =
  | { readonly kind: 'session-down'; readonly error?: string; readonly upFor: number }
  | { readonly kind: 'session-up'; readonly downFor: number }
  /** It was up at both looks, and down between them. */
  | { readonly kind: 'session-flapped' }
  | { readonly kind: 'session-error'; readonly error: string }
  | { readonly kind: 'session-message'; readonly message: string }
  | { readonly kind: 'session-added' }
  | { readonly kind: 'session-removed' };

const mostFlaps = 50;
const flapsKept = 24 * 3_600_000;
const mostSamples = 60;
const sampleInterval = 60_000;

/** A record of a session that is seen for the first time. */
function startRecord(session: SessionStatus, at: Instant): SessionRecord {
  return latch(
    {
      up: isUp(session),
      since: at,
      sinceBefore: true,
      birdSince: session.since,
      flaps: [],
      samples: [],
      seen: at,
    },
    session,
    at,
  );
}

export function isUp({ state }: SessionStatus): boolean {
  return state === 'Established';
}

/** The part of a printed time that says the time of day, or undefined for a bare date. */
function timeOfDay(since: string): string | undefined {
  return /\d{1,2}:\d\d(?::\d\d)?/.exec(since.slice(0, 100))?.[0];
}

/**
 * Whether two printed times can be the same moment: after 20 hours BIRD prints the date alone, and a change of
 * `timeformat` prints the same moment otherwise.
 */
function canBeSameMoment(before: string, after: string): boolean {
  if (before === after) return true;
  const time = timeOfDay(after);
  if (time === undefined) return timeOfDay(before) !== undefined;
  return timeOfDay(before) === time;
}

/** Keeps the first error and the first message of an outage. */
function latch(record: SessionRecord, session: SessionStatus, at: Instant): SessionRecord {
  if (record.up) return record;
  const { error, message } = session;
  return {
    ...record,
    ...(record.firstError === undefined && error !== undefined && { firstError: { text: error, at } }),
    ...(record.message === undefined && message !== undefined && { message: { text: message, at } }),
  };
}

function sample(record: SessionRecord, session: SessionStatus, at: Instant): SessionRecord {
  const last = record.samples.at(-1);
  if (last !== undefined && at - last.at < sampleInterval) return record;
  const { imported, exported } = session;
  return { ...record, samples: [...record.samples.slice(1 - mostSamples), { at, imported, exported }] };
}

function addFlap(flaps: readonly Instant[], at: Instant): readonly Instant[] {
  return [...flaps.filter((each) => at - each < flapsKept), at].slice(-mostFlaps);
}

interface Step {
  readonly record: SessionRecord;
  readonly changes: readonly SessionChange[];
}

/** A session as it is now, after what is remembered of it. */
function follow(record: SessionRecord, session: SessionStatus, at: Instant): Step {
  const seen: SessionRecord = { ...record, seen: at, birdSince: session.since };
  const up = isUp(session);
  if (record.up && !up) return goDown(seen, session, at);
  if (!record.up && up) {
    const risen: SessionRecord = { ...seen, up: true, since: at, sinceBefore: false };
    return { record: risen, changes: [{ kind: 'session-up', downFor: at - record.since }] };
  }
  if (up && !canBeSameMoment(record.birdSince, session.since)) {
    const flapped: SessionRecord = { ...seen, since: at, sinceBefore: false, flaps: addFlap(seen.flaps, at) };
    return { record: flapped, changes: [{ kind: 'session-flapped' }] };
  }
  return stayDown(record, latch(seen, session, at));
}

function goDown(seen: SessionRecord, session: SessionStatus, at: Instant): Step {
  const { firstError: _error, message: _message, ...rest } = seen;
  const down: SessionRecord = {
    ...rest,
    up: false,
    since: at,
    sinceBefore: false,
    flaps: addFlap(seen.flaps, at),
  };
  const { error, message } = session;
  const change: SessionChange = {
    kind: 'session-down',
    ...(error !== undefined && { error: message === undefined ? error : `${error}: "${message}"` }),
    upFor: at - seen.since,
  };
  return { record: latch(down, session, at), changes: [change] };
}

/** Tells an error or a message that came after the session had gone. */
function stayDown(before: SessionRecord, record: SessionRecord): Step {
  const changes: SessionChange[] = [];
  if (before.firstError === undefined && record.firstError) {
    changes.push({ kind: 'session-error', error: record.firstError.text });
  }
  if (before.message === undefined && record.message) {
    changes.push({ kind: 'session-message', message: record.message.text });
  }
  return { record, changes };
}

/** What is remembered of the sessions of one host, by their names. */
export type HostRecords = ReadonlyMap<string, SessionRecord>;

export interface HistoryStep {
  readonly records: HostRecords;
  readonly changes: readonly { readonly session: string; readonly change: SessionChange }[];
}

/**
 * What is remembered of a host's sessions after one more look. A host or a daemon that does not answer tells
 * nothing: the sessions may well be up. A daemon that is stopped has none.
 */
export function reduceHistory(before: HostRecords | undefined, status: HostStatus, at: Instant): HistoryStep {
  const known = before ?? new Map<string, SessionRecord>();
  if (!status.reachable || (status.bird !== 'running' && status.bird !== 'stopped')) {
    return { records: known, changes: [] };
  }
  const records = new Map<string, SessionRecord>();
  const changes: { session: string; change: SessionChange }[] = [];
  const add = (session: string, each: readonly SessionChange[]) =>
    changes.push(...each.map((change) => ({ session, change })));
  for (const session of status.sessions) {
    if (session.listening) continue;
    const record = known.get(session.name);
    const step = record
      ? follow(record, session, at)
      : { record: startRecord(session, at), changes: before ? [{ kind: 'session-added' } as const] : [] };
    records.set(session.name, sample(step.record, session, at));
    add(session.name, step.changes);
  }
  for (const [name, record] of known) {
    if (records.has(name)) continue;
    if (status.bird === 'stopped') records.set(name, record);
    else add(name, [{ kind: 'session-removed' }]);
  }
  return { records, changes };
}
