import { sanitizeLine } from '../basics/sanitize.ts';
import { formatPath, isEqual, listRawDifferences, type RawDifference } from './attribute-diff.ts';
import { listCauses } from './change-causes.ts';
import type { Redact } from './diagnostics.ts';
import { asList, asRecord, asText, field, isRecord, type JsonRecord } from './json.ts';

/**
 * `intended` follows from what the repository changed since the last apply; `incidental` would come without that;
 * `drift` undoes what somebody changed there.
 */
export type ChangeClass = 'intended' | 'incidental' | 'drift' | 'unclassified';

/** Which configuration was applied last. */
export interface AppliedMark {
  /** ISO 8601. */
  readonly at: string;
  readonly commit?: string;
  /** The work tree had changes that the commit does not have. */
  readonly dirty?: boolean;
}

/** Against what a plan's changes were classified. */
export type Classification =
  | {
      readonly kind: 'classified';
      /** Absent where nothing was ever applied: then everything is intended. */
      readonly since?: AppliedMark;
      /** Files of the repository that differ from the last applied configuration. */
      readonly changedFiles: readonly string[];
      readonly intended: number;
      readonly incidental: number;
      readonly drift: number;
    }
  | { readonly kind: 'unclassified'; readonly because: string };

export interface ChangeVerdict {
  readonly class: ChangeClass;
  readonly because: string;
  readonly alongside: readonly string[];
}

export interface ClassifyInput {
  /** `show -json` of today's plan. */
  readonly now: unknown;
  /** `show -json` of the last applied configuration, planned against today's state. */
  readonly former: unknown;
  readonly since: AppliedMark;
  readonly changedFiles: readonly string[];
  /** The file of a resource's block, relative to the repository. */
  readonly findFile: (address: string) => string | undefined;
  /** Replacements that were asked for. */
  readonly requested: ReadonlySet<string>;
  /** Replacements because what the resource started does not run. */
  readonly stopped: ReadonlySet<string>;
  readonly redact: Redact;
}

interface PlannedChange {
  readonly kind: 'create' | 'delete' | 'other';
  readonly differences: readonly RawDifference[];
  readonly reason: string | undefined;
}

/**
 * Why each change of today's plan is there, by address: one that the last applied configuration would bring as well
 * was not meant. Pure; nothing is guessed from names.
 */
export function classifyChanges(input: ClassifyInput): ReadonlyMap<string, ChangeVerdict> {
  const now = readChanges(input.now, 'resource_changes');
  const former = readChanges(input.former, 'resource_changes');
  const drift = mergeDrift(
    readChanges(input.former, 'resource_drift'),
    readChanges(input.now, 'resource_drift'),
  );
  return new Map(
    [...now].map(([address, change]) => [
      address,
      judge(address, change, former.get(address), drift.get(address), input),
    ]),
  );
}

function judge(
  address: string,
  change: PlannedChange,
  former: PlannedChange | undefined,
  drift: PlannedChange | undefined,
  input: ClassifyInput,
): ChangeVerdict {
  const { own, shared } = compare(change, former);
  const isStopped = input.stopped.has(address);
  if (input.requested.has(address)) return say('intended', 'its replacement was asked for');
  if (former === undefined || former.kind !== change.kind || own.length > 0) {
    const alongside = shared
      .filter(({ unknown }) => !unknown)
      .map(({ path }) => formatPath(path, input.redact));
    const words = [describeIntent(address, input)];
    if (alongside.length > 0) words.push(`${listWords(alongside)} would change without that too`);
    if (isStopped) words.push('it does not run on its host');
    return say('intended', words.join('; '), alongside);
  }
  if (isStopped) return say('drift', 'it does not run on its host');
  if (change.reason === 'replace_because_tainted')
    return say('incidental', 'an earlier apply failed half-way through it, whatever the repository says');
  if (drift?.kind === 'delete' && change.kind === 'create')
    return say('drift', 'somebody removed it there; the configuration still has it');
  const drifted = shared.filter(({ path }) =>
    drift?.differences.some((other) => isSamePlace(path, other.path)),
  );
  if (drifted.length > 0) {
    const paths = listWords(drifted.map(({ path }) => formatPath(path, input.redact)));
    return say('drift', `${paths} was changed there; the configuration says what it said before`);
  }
  return say('incidental', describeMove(address, change, input));
}

function say(kind: ChangeClass, because: string, alongside: readonly string[] = []): ChangeVerdict {
  return { class: kind, because: sanitizeLine(because, 600), alongside };
}

function compare(change: PlannedChange, former: PlannedChange | undefined) {
  const before = new Map(former?.differences.map((difference) => [keyOf(difference), difference]));
  const own: RawDifference[] = [];
  const shared: RawDifference[] = [];
  for (const difference of change.differences) {
    const other = before.get(keyOf(difference));
    const isShared =
      other !== undefined && other.unknown === difference.unknown && isEqual(other.after, difference.after);
    (isShared ? shared : own).push(difference);
  }
  return { own, shared };
}

function describeIntent(address: string, { since, changedFiles, findFile }: ClassifyInput): string {
  const own = findFile(address);
  const ordered = [...changedFiles].sort((a, b) => Number(b === own) - Number(a === own));
  const files = ordered.length === 0 ? '' : `: ${listWords(ordered)}`;
  return `the repository changed since ${describeMark(since)}${files}`;
}

function describeMove(address: string, change: PlannedChange, input: ClassifyInput): string {
  const known = change.differences.filter(({ unknown }) => !unknown);
  const paths = (known.length > 0 ? known : change.differences).map(({ path }) =>
    formatPath(path, input.redact),
  );
  const roots = new Set(
    change.differences.map(({ path }) => path[0]).filter((step) => typeof step === 'string'),
  );
  const causes = listCauses(input.now, address, roots).map((cause) => input.redact(cause));
  const follows = causes.length === 0 ? '' : ` (by ${listWords(causes)})`;
  const what = paths.length === 0 ? 'it' : listWords(paths);
  return `${what}${follows} changes without the repository: what ${describeMark(input.since)} brought plans the same today`;
}

/** The last apply in words: when, and of which commit. */
export function describeMark({ at, commit, dirty }: AppliedMark): string {
  const when = at.slice(0, 16).replace('T', ' ');
  if (commit === undefined) return `the apply of ${when}`;
  return `the apply of ${when} (commit ${commit.slice(0, 7)}${dirty ? ' and edits' : ''})`;
}

const mostNamed = 3;

function listWords(words: readonly string[]): string {
  const named = words.slice(0, mostNamed).join(', ');
  return words.length > mostNamed ? `${named} and ${words.length - mostNamed} more` : named;
}

function readChanges(plan: unknown, key: string): Map<string, PlannedChange> {
  const found = new Map<string, PlannedChange>();
  for (const entry of asList(field(asRecord(plan), key)).filter(isRecord)) {
    const address = asText(field(entry, 'address'));
    const change = readChange(entry);
    if (address !== undefined && change !== undefined) found.set(address, change);
  }
  return found;
}

function readChange(entry: JsonRecord): PlannedChange | undefined {
  const change = asRecord(field(entry, 'change'));
  const actions = asList(field(change, 'actions'));
  if (actions.length === 0 || actions.every((action) => action === 'no-op')) return undefined;
  const only = actions.length === 1 ? actions[0] : undefined;
  return {
    kind: only === 'create' || only === 'delete' ? only : 'other',
    differences: listRawDifferences({
      before: field(change, 'before'),
      after: field(change, 'after'),
      afterUnknown: field(change, 'after_unknown'),
    }),
    reason: asText(field(entry, 'action_reason')),
  };
}

function mergeDrift(
  former: ReadonlyMap<string, PlannedChange>,
  now: ReadonlyMap<string, PlannedChange>,
): ReadonlyMap<string, PlannedChange> {
  return new Map([...former, ...now]);
}

function keyOf({ path }: RawDifference): string {
  return JSON.stringify(path);
}

/** Whether one path is the other, or inside it. */
function isSamePlace(left: RawDifference['path'], right: RawDifference['path']): boolean {
  const shared = Math.min(left.length, right.length);
  return left.slice(0, shared).every((step, index) => step === right[index]);
}
