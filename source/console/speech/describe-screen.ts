import { chooseLook } from '../look/look.ts';
import { paletteEntries } from '../palette/palette-entries.ts';
import { confirmText } from '../panes/confirm-text.ts';
import { statusLine } from '../panes/status-line.ts';
import { listRows } from '../rows/list-rows.ts';
import { scopeOf, selectedRow } from '../rows/scope.ts';
import type { TreeRow } from '../rows/tree-rows.ts';
import { filterOf, positionOf } from '../store/list-state.ts';
import { resolvePosition } from '../store/positions.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import { type ConsoleState, type Mode, topMode } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { viewOf } from '../views/views.ts';

/** What there is to be told of a screen, part by part: a part is told again when it is another. */
export interface Described {
  readonly place: string;
  readonly mode: readonly string[];
  readonly row: string;
  readonly status: string;
}

const look = chooseLook({ NO_COLOR: '1' });
const spokenColumns = 300;
const styling = /\u001b\[[0-9;]*m/g;
/** Seconds that only count up are not news. */
const counting = /\b\d+s\b/g;

export function describeScreen(state: ConsoleState): Described {
  const mode = topMode(state);
  return {
    place: describePlace(state),
    mode: mode === undefined ? [] : describeMode(state, mode),
    row: mode === undefined || mode.kind === 'filter' ? describeRow(state) : '',
    status: statusLine(state, look, spokenColumns)
      .replaceAll(styling, '')
      .replaceAll(counting, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  };
}

function describePlace(state: ConsoleState): string {
  const list = listInFocus(state);
  const filter = filterOf(state, list);
  const among = list === 'hosts' ? 'the fleet' : scopeOf(state).title;
  const filtered = filter === '' ? '' : `, filtered by ${filter}`;
  return `${list} of ${among}, ${countOf(listRows(state, list).length, 'line')}${filtered}`;
}

function describeRow(state: ConsoleState): string {
  const list = listInFocus(state);
  if (list === 'hosts') return describeTreeRow(selectedRow(state));
  const { index } = resolvePosition(positionOf(state, list), listRows(state, list), Number.MAX_SAFE_INTEGER);
  const text = viewOf(state).spoken(state);
  return text === '' ? viewOf(state).empty(state) : `${index + 1}: ${text}`;
}

function describeTreeRow(row: TreeRow | undefined): string {
  if (row === undefined) return 'no hosts';
  if (row.kind === 'host') {
    const { name, group } = row.entry;
    const { word, level } = row.health;
    return `host ${name} of ${group}, ${word === '' ? level : word}`;
  }
  const name = row.kind === 'group' ? `group ${row.group}` : 'all hosts';
  return `${name}, ${countOf(row.hosts, 'host')}, ${row.level}`;
}

function describeMode(state: ConsoleState, mode: Mode): readonly string[] {
  switch (mode.kind) {
    case 'confirm': {
      const { title, rows, summary, proceed } = confirmText(state, mode.question, {
        columns: spokenColumns,
        ellipsis: look.glyphs.ellipsis,
      });
      const listed = rows.map((row) => Object.values(row).join(' '));
      const marked = mode.focus === 'cancel' ? 'Cancel is marked' : `${proceed} is marked`;
      return [title, ...listed, ...summary, `y is ${proceed}, Escape is Cancel; ${marked}`];
    }
    case 'secret':
      return [mode.question.title, ...mode.question.lines, `${countOf(mode.length, 'character')} typed`];
    case 'text':
      return [mode.question.title, ...mode.question.lines, `typed: ${mode.text}`];
    case 'palette': {
      const entry = paletteEntries(state, mode.text)[mode.index];
      const found =
        entry === undefined
          ? 'nothing is called so'
          : `${entry.text.trim()}: ${entry.disabled ?? entry.description}`;
      return [`command: ${mode.text}`, found];
    }
    case 'answer':
      return [
        mode.answer.title,
        ...mode.answer.lines.map(({ text }) => text),
        mode.answer.complete ? 'the end' : '',
      ];
    case 'problems':
      return state.problems.map(({ host, message, hint = '' }) => `${host ?? ''} ${message}. ${hint}`.trim());
    case 'help':
      return ['the keys are told by: peerdeck keys'];
    case 'filter':
      return [`filter: ${filterOf(state, mode.list)}`];
  }
}
