import type { Look } from '../look/look.ts';
import { span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import type { Level } from '../rows/health.ts';
import type { Column } from '../widgets/columns.ts';
import { levelStyle } from './header.ts';

/** Something a host told, and how well it is. */
interface ToldRow {
  readonly host: string;
  readonly level: Level;
  readonly stale: boolean;
}

interface OriginColumns<Row> {
  /** Faint once it is no longer known to be so. */
  readonly plain: (row: Row) => StyleName;
  readonly strong: (row: Row) => StyleName;
  /** What is well needs no colour besides its sign. */
  readonly word: (row: Row) => StyleName;
  readonly level: Column<Row>;
  /** Only where several hosts are shown. */
  readonly host: readonly Column<Row>[];
}

/** How well it is and which host told so: the first columns of a table, and the styles of the others. */
export function originColumns<Row extends ToldRow>({ glyphs }: Look, withHost: boolean): OriginColumns<Row> {
  const plain = (row: Row): StyleName => (row.stale ? 'dim' : 'plain');
  const strong = (row: Row): StyleName => (row.stale ? 'dim' : levelStyle(row.level));
  const level: Column<Row> = {
    key: 'level',
    title: '',
    priority: 0,
    min: 1,
    max: 1,
    cell: (row) => span(strong(row), row.stale ? glyphs.levels.unknown : glyphs.levels[row.level]),
  };
  const host: Column<Row> = {
    key: 'host',
    title: 'host',
    priority: 2,
    min: 6,
    max: 18,
    cell: (row) => span(plain(row), row.host),
  };
  const word = (row: Row): StyleName => (row.level === 'good' ? plain(row) : strong(row));
  return { plain, strong, word, level, host: withHost ? [host] : [] };
}
