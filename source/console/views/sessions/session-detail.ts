import type { Instant } from '../../../basics/brand.ts';
import type {
  RpkiStatus,
  SessionHistorySummary,
  SessionStatus,
} from '../../../operations/status/status-model.ts';
import type { Look } from '../../look/look.ts';
import { type Line, lineWidth, type Span, span } from '../../look/paint.ts';
import { levelStyle } from '../../panes/header.ts';
import { formatMoment, shortenSince } from '../../rows/age.ts';
import { isEstablished } from '../../rows/health.ts';
import { formatCount } from '../../rows/quantities.ts';
import { sparkline } from '../../rows/sparkline.ts';
import { countOf } from '../../store/words.ts';
import { wrapText } from '../../widgets/wrap-text.ts';
import { type SessionRow, staleText } from './session-rows.ts';

/** What is to be said of the session under the cursor, the most telling lines first. */
export function sessionDetail(row: SessionRow, look: Look, columns: number, clock: Instant): readonly Line[] {
  if (row.stale) return staleDetail(row, clock);
  if (row.kind === 'rpki') return cacheDetail(row.host, row.cache);
  const { session, host, note } = row;
  const { history } = session;
  return [
    headLine(host, session, columns, clock),
    ...wordsLines(session, note, levelStyle(row.level), columns),
    ...(history === undefined || session.listening
      ? []
      : [memoryLine(history, isEstablished(session), clock), routesLine(history, look, columns)]),
  ].filter((line) => line.some(({ text }) => text !== ''));
}

/** Its host or the BIRD there does not answer: the lines above the list say which. */
function staleDetail(row: SessionRow, clock: Instant): readonly Line[] {
  return [
    [span('strong', `${row.host} ${row.name}`), span('plain', `  unknown: ${staleText(row, clock)}`)],
    [span('dim', 'the host does not tell how it is now; d finds out why')],
  ];
}

function cacheDetail(
  host: string,
  { name, cacheServer, state, since, records }: RpkiStatus,
): readonly Line[] {
  const count = records === null ? '' : `, ${countOf(records, 'record')}`;
  return [
    [span('strong', `${host} ${name}`), span('plain', `  RPKI cache ${cacheServer}`)],
    [span('dim', `${state} since ${shortenSince(since)}${count}`)],
  ];
}

/** Who, with whom, in which state since when; the routes and our own AS go first where there is little room. */
function headLine(host: string, session: SessionStatus, columns: number, clock: Instant): Line {
  const { name, state, neighborAddress, neighborAs, localAs, since, imported, exported } = session;
  const local = localAs === undefined ? '' : ` from AS${localAs}`;
  const routes = imported === null && exported === null ? '' : `, ${imported ?? 0} in, ${exported ?? 0} out`;
  const remote = neighborAs === 0 ? '' : ` AS${neighborAs}`;
  const told = session.listening
    ? 'waits for peers of this range'
    : `${state} since ${shortenSince(since, clock)}`;
  const lineOf = (own: string, more: string): Line => [
    span('strong', `${host} ${name}`),
    span('plain', `  ${neighborAddress}${remote}${own}`),
    span('dim', `  ${told}${more}`),
  ];
  const whole = lineOf(local, routes);
  if (lineWidth(whole) <= columns) return whole;
  const withLocal = lineOf(local, '');
  if (lineWidth(withLocal) <= columns) return withLocal;
  const bare = lineOf('', '');
  if (lineWidth(bare) <= columns) return bare;
  return [span('strong', name), span('plain', remote), span('dim', `  ${told}`)];
}

const linesOfWords = 2;

function wordsLines(
  { description, history, error, message, state }: SessionStatus,
  note: string,
  style: Span['style'],
  columns: number,
): readonly Line[] {
  const down = state !== 'Established';
  const first = history?.firstError;
  const said = message === undefined ? history?.message : undefined;
  const words = [
    note,
    down && first !== undefined && error !== undefined && first !== error ? `first: ${first}` : '',
    down && said !== undefined ? `the peer said "${said}"` : '',
  ].filter((word) => word !== '');
  if (words.length === 0) return [[span('dim', description ?? '')]];
  const wrapped = wrapText(words.join('; '), columns).slice(0, linesOfWords);
  return wrapped.map((text): Line => [span(style, text)]);
}

/** What our own clock remembers: BIRD forgets it at every retry. */
function memoryLine(
  { since, sinceBefore, flaps, firstError }: SessionHistorySummary,
  up: boolean,
  clock: Instant,
): Line {
  const from = `${up ? 'up' : 'down'} ${sinceBefore ? 'at least ' : ''}since ${formatMoment(since, clock)}`;
  return [
    span('plain', from),
    ...(flaps > 0 ? [span('warning', `, ${countOf(flaps, 'outage')} in a day`)] : []),
    ...(up && firstError !== undefined ? [span('dim', `, the last time: ${firstError}`)] : []),
  ];
}

const widestLine = 60;

/** The imported prefixes minute by minute, with the least and the most of them. */
function routesLine({ imported }: SessionHistorySummary, { glyphs }: Look, columns: number): Line {
  const known = imported.filter((count) => count !== null);
  if (known.length < 2) return [];
  const least = formatCount(Math.min(...known));
  const most = formatCount(Math.max(...known));
  const range = least === most ? least : `${least} to ${most}`;
  const label = `  ${range} in, by the minute`;
  return [
    span('accent', sparkline(imported, Math.min(widestLine, columns - label.length), glyphs.bars)),
    span('dim', label),
  ];
}
