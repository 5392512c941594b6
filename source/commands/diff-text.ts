import { sanitize, sanitizeLine } from '../basics/sanitize.ts';
import type { DiffEvent, DiffResult, FileChange, HostDifference } from '../operations/diff/changes.ts';
import { describeHold, nameHeld } from '../operations/sync/hold-words.ts';
import { describeUnconfirmed } from '../operations/sync/sync-unconfirmed.ts';
import { describeChange } from './describe-change.ts';
import { formatProblem } from './format-problem.ts';
import { OrderedLines } from './ordered-lines.ts';

/** A compared host as a person reads it: every change with its content, then drift and stale files. */
export function describeDiffEvent(event: DiffEvent): string | undefined {
  if (event.type === 'problem') return formatProblem(event.problem);
  const {
    host,
    changes,
    drifted,
    stale,
    pending = [],
    holds = [],
    interrupted,
    unconfirmed,
    stopped = [],
    problem,
  } = event.difference;
  const parts = [
    ...(problem ? [formatProblem(problem)] : []),
    ...holds.map((hold) => `${nameHeld(host, hold)} is held by ${describeHold(hold)}`),
    ...changes.map(describeFile),
    ...drifted.map((path) => `${host}: ${sanitize(path)} was changed on the host since the last sync`),
    ...pending.map((service) => `${host}: ${sanitizeLine(service)} has yet to take up what is in place`),
    ...(interrupted === undefined
      ? []
      : [`${host}: release ${sanitizeLine(interrupted)} was cut short; the next sync ends it first`]),
    ...stopped.map(
      (service) =>
        `${host}: ${sanitizeLine(service)} is not running: files are put in place, nothing is activated`,
    ),
    ...(unconfirmed === undefined ? [] : [`${host}: ${describeUnconfirmed(unconfirmed)}`]),
    ...stale.map(
      (path) => `${host}: ${sanitize(path)} is not rendered any more (sync --delete takes it away)`,
    ),
  ];
  return parts.length === 0 ? undefined : parts.join('\n');
}

function describeFile(change: FileChange): string {
  const text = describeChange(change);
  if (change.note === undefined) return text;
  const [heading = '', ...lines] = text.split('\n');
  return [`${heading} [${sanitizeLine(change.note)}]`, ...lines].join('\n');
}

/** The same, each host where the inventory has it. */
export function describeInOrder(
  hosts: readonly { readonly name: string }[],
  print: (text: string) => void,
): (event: DiffEvent) => string | undefined {
  const lines = new OrderedLines(
    hosts.map(({ name }) => name),
    print,
  );
  return (event) => {
    const text = describeDiffEvent(event);
    if (event.type !== 'host-compared') return text;
    lines.put(event.difference.host, text);
    return undefined;
  };
}

/** What a render that failed for every host leaves to be done: nothing. */
export function describeNothingRendered(problems: number, undone: string): string {
  const files = problems === 1 ? '1 file' : `${problems} files`;
  return `Nothing was ${undone}: ${files} could not be rendered.`;
}

/** A comparison in one line. */
export function summarizeDiff({ hosts }: DiffResult): string {
  const count = (of: (difference: HostDifference) => number): number =>
    hosts.reduce((total, difference) => total + of(difference), 0);
  const files = count(({ changes }) => changes.length);
  const differing = hosts.filter(({ changes }) => changes.length > 0).length;
  const unread = hosts.filter(({ problem }) => problem !== undefined).length;
  const parts = [
    files === 0
      ? `${hosts.length - unread} of ${hosts.length} hosts compared, nothing differs`
      : `${files} ${files === 1 ? 'file differs' : 'files differ'} on ${differing} of ${hosts.length} hosts`,
    ...countWord(
      count(({ drifted }) => drifted.length),
      'changed on the host',
    ),
    ...countWord(
      count(({ stale }) => stale.length),
      'not rendered any more',
    ),
    ...countWord(
      count(({ unconfirmed }) => (unconfirmed === undefined ? 0 : 1)),
      'with an unconfirmed change',
    ),
    ...(unread > 0 ? [`${unread} could not be read`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function countWord(count: number, word: string): readonly string[] {
  return count > 0 ? [`${count} ${word}`] : [];
}
