import type { Instant } from '../../../basics/brand.ts';
import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { originColumns } from '../../panes/origin-columns.ts';
import { formatMoment, shortenSince } from '../../rows/age.ts';
import { isEstablished } from '../../rows/health.ts';
import { formatCount } from '../../rows/quantities.ts';
import type { Column } from '../../widgets/columns.ts';
import { type SessionRow, staleText, toldState } from './session-rows.ts';

function count(value: number | null): string {
  return value === null ? '-' : formatCount(value);
}

/** BIRD counts from the last retry: since when a session is really down is remembered by our clock. */
function sinceOf(row: SessionRow, clock: Instant): string {
  if (row.stale) return '';
  if (row.kind === 'rpki') return shortenSince(row.cache.since);
  const { history, since, listening } = row.session;
  if (history === undefined || listening || isEstablished(row.session)) return shortenSince(since);
  return formatMoment(history.since, clock);
}

function asOf(row: SessionRow): string {
  if (row.kind === 'rpki') return 'RPKI';
  return row.session.neighborAs === 0 ? '-' : String(row.session.neighborAs);
}

function stateOf(row: SessionRow): string {
  return row.stale ? 'unknown' : toldState(row);
}

function noteOf(row: SessionRow, clock: Instant): string {
  if (row.stale) return staleText(row, clock);
  return row.kind === 'rpki' ? '' : row.note;
}

/** The columns of the session table; `host` only where several hosts are shown. */
export function sessionColumns(look: Look, withHost: boolean, clock: Instant): readonly Column<SessionRow>[] {
  const { plain, strong, word, level, host } = originColumns<SessionRow>(look, withHost);
  return [
    level,
    ...host,
    {
      key: 'name',
      title: 'session',
      priority: 1,
      min: 8,
      max: 28,
      cell: (row) => span(plain(row), row.name),
    },
    {
      key: 'state',
      title: 'state',
      priority: 1,
      min: 11,
      max: 15,
      cell: (row) => span(word(row), stateOf(row)),
    },
    {
      key: 'neighbor',
      title: 'neighbor',
      priority: 4,
      min: 12,
      max: 39,
      cell: (row) =>
        span(plain(row), row.kind === 'rpki' ? row.cache.cacheServer : row.session.neighborAddress),
    },
    {
      key: 'as',
      title: 'AS',
      priority: 6,
      min: 5,
      max: 10,
      align: 'right',
      cell: (row) => span(plain(row), asOf(row)),
    },
    {
      key: 'since',
      title: 'since',
      priority: 7,
      min: 8,
      max: 11,
      cell: (row) => span('dim', sinceOf(row, clock)),
    },
    {
      key: 'imported',
      title: 'in',
      priority: 5,
      min: 3,
      max: 8,
      align: 'right',
      cell: (row) => span(plain(row), count(row.kind === 'rpki' ? row.cache.records : row.session.imported)),
    },
    {
      key: 'exported',
      title: 'out',
      priority: 5,
      min: 3,
      max: 8,
      align: 'right',
      cell: (row) => span(plain(row), row.kind === 'rpki' ? '' : count(row.session.exported)),
    },
    {
      key: 'note',
      title: 'error',
      priority: 3,
      min: 12,
      max: 60,
      grow: true,
      hideEmpty: true,
      cell: (row) => span(strong(row), noteOf(row, clock)),
    },
  ];
}
