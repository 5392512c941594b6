import type { GridSize } from '../frame/cell-grid.ts';
import type { Look } from '../look/look.ts';
import { type Line, paintLine, span } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import { secretLine } from '../panes/secret-panel.ts';
import { buildProblemRows } from '../rows/problem-rows.ts';
import { wrapText } from '../widgets/wrap-text.ts';
import type { OpenQuestion } from './boot-questions.ts';
import type { BootState, BootStep } from './boot-state.ts';

const margin = '  ';
const stepStyles: Readonly<Record<BootStep['state'], StyleName>> = {
  waiting: 'dim',
  running: 'accent',
  done: 'good',
  failed: 'bad',
};

function stepLine({ title, state, detail = '' }: BootStep, width: number, { glyphs }: Look): Line {
  const signs = { waiting: ' ', running: glyphs.running, done: glyphs.done, failed: glyphs.failed };
  return [
    span(stepStyles[state], `${margin}${signs[state]} `),
    span(state === 'waiting' ? 'dim' : 'plain', title.padEnd(width + 2)),
    span(state === 'failed' ? 'bad' : 'dim', detail),
  ];
}

function problemLines({ problem }: BootState, columns: number): readonly Line[] {
  if (problem === undefined) return [];
  const rows = buildProblemRows([problem], (text) => wrapText(text, columns - 8));
  const styles: Readonly<Record<string, StyleName>> = { message: 'bad', place: 'strong', hint: 'accent' };
  return [
    [],
    ...rows.map(
      ({ part, text }): Line => [
        span(styles[part] ?? 'plain', `${margin}${part === 'message' ? '' : '  '}${text}`),
      ],
    ),
  ];
}

function questionLines({ title, lines, proceed, length }: OpenQuestion, look: Look): readonly Line[] {
  return [
    [],
    [span('danger', `${margin}${title}`)],
    ...lines.map((line): Line => [span('plain', `${margin}${line}`)]),
    proceed === undefined ? secretLine(length, look) : [],
  ];
}

function keysLine({ problem }: BootState, question: OpenQuestion | undefined): Line {
  const key = (name: string, title: string): Line => [span('key', ` ${name}`), span('dim', ` ${title} `)];
  if (question?.proceed !== undefined) return [...key('y', question.proceed), ...key('n', 'no')];
  if (question !== undefined) return [...key('Enter', 'answer'), ...key('Esc', 'no answer')];
  return key(problem === undefined ? 'Ctrl-C' : 'q', 'leave');
}

/** The screen before the console proper: what is being made ready, or why it could not be. */
export function drawBoot(
  state: BootState,
  question: OpenQuestion | undefined,
  look: Look,
  { columns, rows }: GridSize,
): string {
  const width = Math.max(0, ...state.steps.map(({ title }) => title.length));
  const problem = question === undefined ? problemLines(state, columns) : questionLines(question, look);
  const room = Math.max(0, rows - 5 - problem.length);
  const steps = state.steps.slice(-room).map((step) => stepLine(step, Math.min(width, 40), look));
  const body: Line[] = [
    [],
    [span('strong', `${margin}peerdeck`), span('dim', `  ${state.heading}`)],
    [],
    ...steps,
    ...problem,
  ];
  const keys = keysLine(state, question);
  const lines = [
    ...body.slice(0, rows - 1),
    ...new Array<Line>(Math.max(0, rows - 1 - body.length)).fill([]),
    keys,
  ];
  return lines.map((line) => paintLine(look, line, columns)).join('\n');
}
