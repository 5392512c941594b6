import { sanitizeLine } from '../basics/sanitize.ts';
import type { LineHistory } from '../fleet/line-history.ts';
import type { Explanation, WhyResult } from './why.ts';

/** One thing that made a line, in words. */
export interface WhySource {
  /** `written by` a template line, `with` a variable in it, `because of` a variable that decided about it. */
  readonly role: 'written by' | 'with' | 'because of';
  /** A template line, or a variable with its value. */
  readonly what: string;
  /** `set in FILE:LINE`; empty where that is not known, or said already. */
  readonly place: string;
  /** Since which commit; empty where git does not know. */
  readonly since: string;
}

/** What the lines are of: `HOST: PATH, from SOURCE`. */
export function whyHeading({ host, path, source, copied }: WhyResult): string {
  return `${host}: ${path}, from ${source}${copied ? ' (copied as it is)' : ''}`;
}

/** Everything that made a line, the template first. */
export function whySources({ templates, variables }: Explanation): readonly WhySource[] {
  return [
    ...templates.map(
      (place): WhySource => ({
        role: 'written by',
        what: `${place.file}:${place.line}`,
        place: '',
        since: describeSince(place.since),
      }),
    ),
    ...variables.map(
      ({ name, value, use, origin, since }): WhySource => ({
        role: use === 'text' ? 'with' : 'because of',
        what: `${name} = ${sanitizeLine(value)}`,
        place: origin === undefined ? '' : `set in ${formatOrigin(origin.place)}`,
        since: describeSince(since),
      }),
    ),
  ];
}

function formatOrigin({ file, line }: { readonly file: string; readonly line?: number }): string {
  return line === undefined ? file : `${file}:${line}`;
}

function describeSince(since: LineHistory | undefined): string {
  if (since === undefined || since.kind === 'unknown') return '';
  if (since.kind === 'uncommitted') return 'not committed yet';
  const { hash, author, time, summary } = since.commit;
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  return `since ${hash.slice(0, 8)} ${date} ${sanitizeLine(author, 30)}: ${sanitizeLine(summary, 60)}`;
}
