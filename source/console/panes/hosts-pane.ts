import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { fitText, type Line, lineWidth, span, spread } from '../look/paint.ts';
import { formatAge, staleAge } from '../rows/age.ts';
import { treeRowsOf } from '../rows/scope.ts';
import type { TreeRow } from '../rows/tree-rows.ts';
import { positionOf } from '../store/list-state.ts';
import { type ConsoleState, topMode } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';
import { listLines, listPlace } from '../widgets/list-lines.ts';
import { filterTitle } from './filter-title.ts';
import { levelStyle } from './header.ts';

/** When the host's values were read, where that is known: the age, doubtful in a colour of its own. */
function ageOf(row: Extract<TreeRow, { kind: 'host' }>, clock: number): Line {
  const observedAt = row.entry.status?.observedAt;
  if (observedAt === undefined) return [];
  const age = Math.max(0, clock - observedAt);
  return [span(age > staleAge ? 'warning' : 'dim', formatAge(age))];
}

/** Less of a word of trouble says nothing: then the age goes instead. */
const shortestWord = 4;

/** Name, trouble as far as there is room, and for how long it lasts or else how old the values are. */
function hostLine(look: Look, row: Extract<TreeRow, { kind: 'host' }>, clock: number, columns: number): Line {
  const { entry, health } = row;
  const style = levelStyle(health.level);
  const sign = span(style, ` ${look.glyphs.levels[health.level]} `);
  const lasting = health.age === undefined ? ageOf(row, clock) : [span(style, health.age)];
  const named = lineWidth([sign, span('plain', entry.name)]) + 1;
  const beside = columns - named - lineWidth(lasting) - 1;
  const age = health.word !== '' && beside < shortestWord ? [] : lasting;
  const word = fitText(health.word, age.length === 0 ? columns - named : beside, look.glyphs.ellipsis);
  return spread(
    [sign, span('plain', entry.name), ...(word === '' ? [] : [span(style, ` ${word}`)])],
    age,
    columns,
  );
}

function groupLine(row: Extract<TreeRow, { kind: 'group' | 'all' }>, columns: number): Line {
  const name = row.kind === 'all' ? 'all hosts' : row.group;
  return spread(
    [span(row.kind === 'all' ? 'strong' : 'accent', name)],
    [span('dim', String(row.hosts))],
    columns,
  );
}

/** The hosts by group: how each is, in a shape and a word, and how old that is. */
export function hostsPane(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const tree = treeRowsOf(state);
  const position = positionOf(state, 'hosts');
  const focused = state.focus === 'hosts' && topMode(state)?.kind !== 'confirm';
  const inner = { columns: columns - 2, height: rows - 2 };
  const line = (row: TreeRow): Line =>
    row.kind === 'host'
      ? hostLine(look, row, state.clock, inner.columns - 1)
      : groupLine(row, inner.columns - 1);
  const frame = {
    columns,
    rows,
    title: filterTitle(state, 'hosts', span(focused ? 'tab' : 'plain', 'hosts')),
    place: listPlace(tree, position),
    border: focused ? ('border-focused' as const) : ('border' as const),
  };
  return framedLines(look, frame, listLines(look, { ...inner, rows: tree, position, focused, line }));
}
