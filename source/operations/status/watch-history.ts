import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instant, now } from '../../basics/brand.ts';
import { type Problem, toProblem } from '../../basics/problem.ts';
import {
  type FleetRecords,
  readHistoryFile,
  setHistoryFileAside,
  stampHistoryFile,
  withHistoryLock,
  writeHistoryFile,
} from './history-file.ts';
import { mergeRecords } from './history-file-merge.ts';
import {
  type HostRecords,
  reduceHistory,
  type SessionChange,
  type SessionRecord,
} from './session-history.ts';
import type { HostStatus, SessionHistorySummary, SessionStatus } from './status-model.ts';
import { recallNoRoutes } from './status-routes.ts';

/** A change of the network, told once. */
export interface NetworkChange {
  readonly at: Instant;
  readonly host: string;
  readonly session: string;
  readonly change: SessionChange;
}

/** How soon after the last time the history is written again: for a change, and for counts alone. */
const changeInterval = 10_000;
const countInterval = 60_000;

/** The file below a fleet's state folder that sessions are remembered in. */
export function historyPath(stateFolder: string): string {
  return join(stateFolder, 'history', 'sessions.json');
}

/** What is remembered of a fleet's sessions, across restarts of whoever watches it. */
export class FleetHistory {
  readonly #path: string;
  #records: FleetRecords;
  /** The file as we read or wrote it last: another stamp means that somebody else wrote it. */
  #stamp: string | undefined;
  /** Hosts that told us their sessions. */
  readonly #seen = new Set<string>();
  #isDamaged = false;
  /** What went wrong with the file, where something did. */
  problem: Problem | undefined;
  #changed = false;
  #savedAt = Date.now();
  #saving: Promise<void> | undefined;

  private constructor(path: string) {
    this.#path = path;
    this.#records = new Map();
  }

  /** The history below a fleet's state folder. Never throws: see `problem`. */
  static async open(stateFolder: string): Promise<FleetHistory> {
    const history = new FleetHistory(historyPath(stateFolder));
    try {
      await mkdir(stateFolder, { recursive: true, mode: 0o700 });
      await history.#take();
    } catch (error) {
      history.problem = toProblem(error);
    }
    return history;
  }

  /** Takes a look at a host; what changed since the look before it. */
  observe(status: HostStatus, at: Instant = now()): NetworkChange[] {
    const before = this.#records.get(status.name);
    const { records, changes } = reduceHistory(before, status, at);
    this.#records.set(status.name, records);
    if (status.reachable && status.bird === 'running') this.#seen.add(status.name);
    if (changes.length > 0 || before === undefined) this.#changed = true;
    this.#saveInTime();
    return changes.map(({ session, change }) => ({ at, host: status.name, session, change }));
  }

  /** A status with what is remembered of its sessions. */
  enrich(status: HostStatus): HostStatus {
    const records: HostRecords | undefined = this.#records.get(status.name);
    if (records === undefined) return status;
    const sessions = status.sessions.map((session): SessionStatus => {
      const record = records.get(session.name);
      if (record === undefined) return session;
      const noRoutes = recallNoRoutes(session, record);
      return { ...session, ...(noRoutes !== undefined && { noRoutes }), history: summarize(record) };
    });
    return { ...status, sessions };
  }

  /** Writes what is not written yet. Never throws: see `problem`. */
  async close(): Promise<void> {
    await this.#saving;
    await this.#save();
  }

  #saveInTime(): void {
    const interval = this.#changed ? changeInterval : countInterval;
    if (this.#saving !== undefined || Date.now() < this.#savedAt + interval) return;
    this.#savedAt = Date.now();
    this.#saving = this.#save().finally(() => {
      this.#saving = undefined;
    });
  }

  async #save(): Promise<void> {
    this.#changed = false;
    try {
      await withHistoryLock(this.#path, async () => {
        await this.#take();
        await this.#setAside();
        await writeHistoryFile(this.#path, this.#records);
        this.#stamp = await stampHistoryFile(this.#path);
      });
      this.problem = undefined;
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** Before it is written anew: whoever wrote a file that we cannot read may still want it. */
  async #setAside(): Promise<void> {
    if (!this.#isDamaged) return;
    await setHistoryFileAside(this.#path);
    this.#isDamaged = false;
    this.#stamp = undefined;
  }

  /** Takes in what somebody else wrote since: two consoles share one history. */
  async #take(): Promise<void> {
    const stamp = await stampHistoryFile(this.#path);
    if (stamp === undefined || stamp === this.#stamp) return;
    const { records, problem } = await readHistoryFile(this.#path);
    this.#records = mergeRecords(this.#records, records, this.#seen);
    this.#stamp = stamp;
    if (problem === undefined) return;
    this.problem = problem;
    this.#isDamaged = true;
  }
}

function summarize(record: SessionRecord): SessionHistorySummary {
  return {
    since: record.since,
    sinceBefore: record.sinceBefore,
    flaps: record.flaps.length,
    ...(record.firstError && { firstError: record.firstError.text }),
    ...(record.message && { message: record.message.text }),
    imported: record.samples.map(({ imported }) => imported),
    exported: record.samples.map(({ exported }) => exported),
  };
}

/** A change in a line, for a log or a notice. */
export function describeChange({ host, session, change }: NetworkChange): string {
  return `${host} ${session}: ${describeKind(change)}`;
}

function describeKind(change: SessionChange): string {
  switch (change.kind) {
    case 'session-down':
      return change.error === undefined ? 'went down' : `went down: ${change.error}`;
    case 'session-up':
      return `is up again after ${Math.max(1, Math.round(change.downFor / 1000))} s`;
    case 'session-flapped':
      return 'was down for a moment';
    case 'session-error':
      return `says why it is down: ${change.error}`;
    case 'session-message':
      return `the peer says: "${change.message}"`;
    case 'session-added':
      return 'is new';
    case 'session-removed':
      return 'is gone from the configuration';
  }
}
