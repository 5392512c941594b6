import type { Area } from '../layout.ts';
import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import type { ConsoleState, StepState, Work, WorkStep } from '../store/state.ts';
import { framedLines } from '../widgets/framed.ts';

const stepStyles: Readonly<Record<StepState, StyleName>> = { running: 'accent', done: 'good', failed: 'bad' };

/** Columns kept for what happens to a step, sign and borders included. */
const textColumns = 24;

/** Steps that are under way or failed come first: they are what one looks for. */
const stepOrder: Readonly<Record<StepState, number>> = { failed: 0, running: 1, done: 2 };

/** The end of a name tells more than its start: `…["coreams01/prometheus"]`. */
function cutStart(name: string, width: number, ellipsis: string): string {
  return name.length <= width ? name.padEnd(width) : ellipsis + name.slice(name.length - width + 1);
}

/** Columns names get: theirs, but never so many that what happens finds no room. */
function nameColumns(steps: readonly WorkStep[], columns: number): number {
  const widest = Math.max(0, ...steps.map(({ name }) => name.length));
  return Math.min(widest, 60, Math.max(16, columns - textColumns));
}

function stepLine({ name, state, text }: WorkStep, width: number, { glyphs }: Look): Line {
  const sign = state === 'failed' ? glyphs.failed : state === 'done' ? glyphs.done : glyphs.running;
  const style = stepStyles[state];
  return [
    span(style, ` ${sign} `),
    span('plain', `${cutStart(name, width, glyphs.ellipsis)}  `),
    span(state === 'failed' ? 'bad' : 'dim', text),
  ];
}

/** The steps of what is under way, or of what has just ended. */
export function workPanel(state: ConsoleState, look: Look, { columns, rows }: Area): readonly string[] {
  const { work, outcome } = state;
  const steps = work?.steps ?? outcome?.steps ?? [];
  const height = rows - 2;
  const crowded = steps.length > height;
  const ordered = crowded
    ? steps.toSorted((left, right) => stepOrder[left.state] - stepOrder[right.state])
    : steps;
  const width = nameColumns(steps, columns);
  const shown = ordered.slice(0, crowded ? height - 1 : height);
  const rest = steps.length - shown.length;
  const more: readonly Line[] = rest > 0 ? [[span('dim', `   and ${rest} more`)]] : [];
  const lines = [...shown.map((step) => stepLine(step, width, look)), ...more];
  const frame = {
    columns,
    rows,
    title: workTitle(state),
    corner: [span('dim', work === undefined ? 'Esc closes' : 'Ctrl-C stops')],
    border: outcome?.result === 'failed' && work === undefined ? ('bad' as const) : ('accent' as const),
  };
  return framedLines(
    look,
    frame,
    lines.map((line) => paintLine(look, line, columns - 2)),
  );
}

function workTitle({ work, outcome }: ConsoleState): Line {
  if (work === undefined) return [span('strong', outcome?.kind ?? '')];
  const done = work.steps.filter(({ state }) => state !== 'running').length;
  const count = work.total === undefined ? '' : ` ${done}/${work.total}`;
  const stage = stageWords(work);
  return [
    span('strong', `${work.kind}${count}`),
    span('plain', stage === '' ? '' : ` ${stage}`),
    ...(work.stopping ? [span('warning', ' stopping')] : []),
  ];
}

/** What the operation is at, without saying its name twice. */
export function stageWords({ kind, stage }: Work): string {
  if (stage === kind) return '';
  return stage.startsWith(`${kind} `) ? stage.slice(kind.length + 1) : stage;
}
