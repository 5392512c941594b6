import type { Look } from '../../look/look.ts';
import { type Line, span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import { diffLine } from '../diff/diff-line.ts';
import { resourceLine } from '../plan/plan-line.ts';
import type { DeployRow, HostRow } from './deploy-row.ts';
import type { ResourceProgress } from './deploy-state.ts';
import { type HostWords, stepCount } from './host-words.ts';

const levelStyles: Readonly<Record<HostWords['level'], StyleName>> = {
  good: 'good',
  warning: 'warning',
  bad: 'bad',
  running: 'accent',
  waiting: 'dim',
};

/** One line of the deploy screen. */
export function deployLine(row: DeployRow, look: Look): Line {
  switch (row.kind) {
    case 'text':
      return [span(row.style, `${'  '.repeat(row.indent)}${row.text}`)];
    case 'host':
      return hostLine(row, look);
    case 'standing':
      return [span('strong', row.host.padEnd(row.nameColumns)), span(row.level, `  ${row.text}`)];
    case 'lock':
      return [span('warning', `${look.glyphs.levels.warning} ${row.text}`)];
    case 'diff':
      return [span('plain', ' '), ...diffLine(row.row, look)];
    case 'change':
      return [span('plain', ' '), ...resourceLine(row.change, row.change.address, look)];
    case 'resource':
      return progressLine(row.resource, look);
  }
}

/** The columns of every host stand under each other; the countdown has its place before the words. */
function hostLine({ host, nameColumns, wave, steps, countdown, words }: HostRow, { glyphs }: Look): Line {
  const style = levelStyles[words.level];
  const last = glyphs.bars.at(-1) ?? '';
  const bar = last.repeat(steps);
  const rest = (glyphs.bars[0] ?? '').repeat(stepCount - steps);
  return [
    span(style, `${signOf(words, glyphs)} `),
    span('strong', host.padEnd(nameColumns)),
    ...(wave === undefined ? [] : [span('dim', `  w${wave}`)]),
    span('plain', '  '),
    span(style, bar),
    span('dim', rest),
    span(style, `  ${words.word}`),
    ...(countdown === undefined ? [] : [span('warning', `  goes back in ${countdown}`)]),
    ...(words.text === '' ? [] : [span(words.level === 'bad' ? 'plain' : 'dim', `  ${words.text}`)]),
  ];
}

function signOf({ level }: HostWords, glyphs: Look['glyphs']): string {
  switch (level) {
    case 'good':
      return glyphs.done;
    case 'bad':
      return glyphs.failed;
    case 'warning':
      return glyphs.levels.warning;
    case 'running':
      return glyphs.running;
    case 'waiting':
      return ' ';
  }
}

function progressLine({ address, state, detail }: ResourceProgress, { glyphs }: Look): Line {
  const failed = state === 'failed';
  const done = state === 'done';
  const sign = failed ? glyphs.failed : done ? glyphs.done : glyphs.running;
  return [
    span(failed ? 'bad' : done ? 'good' : 'accent', `  ${sign} `),
    span('plain', address),
    span('dim', `  ${state}${detail === undefined ? '' : ` ${detail}`}`),
  ];
}
