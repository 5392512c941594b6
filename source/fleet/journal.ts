import { z } from 'zod';

/** What the journal keeps: one entry for every operation that may have changed something. */
export const journalKinds = [
  'sync',
  'rollback',
  'apply',
  'deploy',
  'hold',
  'release',
  'restart',
  'pin',
  'state',
  'unpin',
] as const;
export type JournalKind = (typeof journalKinds)[number];

/** Longer lists are cut: an entry stays a line that can be written at once. */
const mostFiles = 200;
const longestText = 1000;

const text = z.string().max(longestText);
const host = z.object({
  host: text,
  outcome: text,
  files: z.array(text).max(mostFiles),
  /** How many files there were, where the list is cut. */
  count: z.number().int().nonnegative().optional(),
  /** The release that was live at the end. */
  release: text.optional(),
  /** The kind of the problem that kept the host from being in line. */
  problem: text.optional(),
  /** What was wrong, in a line without secrets: the session that did not come up, the words of a refusal. */
  reason: text.optional(),
});

const entry = z.object({
  /** When it began, by this machine's clock, ISO 8601. */
  at: text,
  who: text,
  /** `production`, or `lab NAME`. */
  mode: text,
  /** The repository's commit; absent where it is in no git. */
  commit: text.optional(),
  /** The work tree had changes that the commit does not have. */
  dirty: z.boolean().optional(),
  kind: z.enum(journalKinds),
  why: text.optional(),
  /** Checks that found errors and were passed over, for the reason that `why` gives. */
  overruled: z.array(text).max(100).optional(),
  seconds: z.number().nonnegative(),
  hosts: z.array(host).max(10_000),
  /** Kinds of everything that went wrong, each once. */
  problems: z.array(text).max(100),
  /** What Terraform did. */
  terraform: z.object({ add: z.number(), change: z.number(), remove: z.number() }).optional(),
  /** It was cut short before it had a result. */
  interrupted: z.boolean().optional(),
});

export type JournalEntry = Readonly<z.output<typeof entry>>;
export type JournalHost = Readonly<z.output<typeof host>>;

/** A host of an entry, its list of files cut where it is long. */
export function boundJournalHost(given: JournalHost): JournalHost {
  const files = given.files.slice(0, mostFiles).map((path) => path.slice(0, longestText));
  const reason = given.reason === undefined ? {} : { reason: given.reason.slice(0, longestText) };
  return given.files.length > mostFiles
    ? { ...given, ...reason, files, count: given.files.length }
    : { ...given, ...reason, files };
}

/** An entry as a line of the journal, its line end included. */
export function formatJournalEntry(given: JournalEntry): string {
  const { why } = given;
  const bounded = why === undefined ? given : { ...given, why: why.slice(0, longestText) };
  return `${JSON.stringify({ ...bounded, hosts: given.hosts.map(boundJournalHost) })}\n`;
}

/** Reads a journal's lines in their order; those that are no entries are counted and left out. */
export function parseJournal(content: string): {
  readonly entries: readonly JournalEntry[];
  readonly unreadable: number;
} {
  const entries: JournalEntry[] = [];
  let unreadable = 0;
  for (const line of content.split('\n')) {
    if (line === '') continue;
    const read = entry.safeParse(parseJson(line));
    if (read.success) entries.push(read.data);
    else unreadable += 1;
  }
  return { entries, unreadable };
}

/** A line that is no JSON is none of ours: undefined fits no entry. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const takenUp: ReadonlySet<string> = new Set(['failed', 'reverted', 'unreached']);

/** The hosts that the last sync or deploy which had them left out of line: what a retry takes up. */
export function listUnfinishedHosts(entries: readonly JournalEntry[]): readonly string[] {
  const last = new Map<string, string>();
  for (const { kind, hosts } of entries) {
    if (kind !== 'sync' && kind !== 'deploy') continue;
    for (const { host, outcome } of hosts) last.set(host, outcome);
  }
  return [...last].filter(([, outcome]) => takenUp.has(outcome)).map(([name]) => name);
}

/** A hold that was set from this machine, and not released from here. */
export interface KnownHold {
  readonly path?: string;
  readonly who: string;
  readonly since: string;
  readonly why: string;
}

/** What is held as far as a journal knows, by host: others may have held or released more from elsewhere. */
export function listKnownHolds(entries: readonly JournalEntry[]): ReadonlyMap<string, readonly KnownHold[]> {
  const held = new Map<string, Map<string | undefined, KnownHold>>();
  for (const { kind, at, who, why = '', hosts } of entries) {
    for (const { host: name, outcome, files } of hosts) {
      const known = held.get(name) ?? new Map<string | undefined, KnownHold>();
      held.set(name, known);
      const [path] = files;
      if (kind === 'hold') known.set(path, { ...(path === undefined ? {} : { path }), who, since: at, why });
      if (kind === 'release') known.delete(path);
      if (kind === 'rollback' && outcome === 'changed') {
        known.set(undefined, { who, since: at, why: why === '' ? 'rolled back' : why });
      }
    }
  }
  return new Map([...held].map(([name, known]) => [name, [...known.values()]]));
}
