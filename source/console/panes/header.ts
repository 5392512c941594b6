import type { Look } from '../look/look.ts';
import { type Line, paintLine, span, spread } from '../look/paint.ts';
import type { StyleName } from '../look/theme.ts';
import { formatClock } from '../rows/age.ts';
import { hostHealth, type Level } from '../rows/health.ts';
import type { ConsoleState } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { frozen } from '../tables/frozen.ts';

const levelStyles: Readonly<Record<Level, StyleName>> = {
  good: 'good',
  warning: 'warning',
  bad: 'bad',
  unknown: 'dim',
};

export function levelStyle(level: Level): StyleName {
  return levelStyles[level];
}

/** `LAB name` or `PRODUCTION`: in words, besides its colour. */
export function modeWords({ fleet }: ConsoleState): string {
  return fleet.mode.kind === 'production' ? 'PRODUCTION' : `LAB ${fleet.mode.name}`;
}

const shownLevels: readonly Level[] = ['bad', 'warning', 'unknown', 'good'];

/** How many hosts are how well, the worst first. */
function tally(state: ConsoleState, { glyphs }: Look): Line {
  const levels = state.hosts.map((host) => hostHealth(host, state.clock).level);
  return shownLevels.flatMap((level) => {
    const count = levels.filter((each) => each === level).length;
    return count === 0
      ? []
      : [span(levelStyle(level), `${glyphs.levels[level]} ${count}`), span('plain', '  ')];
  });
}

/** How many hosts are worked on, and by which choice they are not all. */
function hostCount({ hosts, fleet }: ConsoleState): Line {
  if (fleet.limit === undefined) return [span('dim', ` ${countOf(hosts.length, 'host')}  `)];
  const { pattern, of } = fleet.limit;
  return [
    span('warning', ` ${hosts.length} of ${countOf(of, 'host')}, --limit ${pattern}`),
    span('plain', '  '),
  ];
}

/** The first line: which fleet this is, how it is, who is at the keyboard. In production the whole line says so. */
export function headerLine(state: ConsoleState, look: Look, columns: number): string {
  const production = state.fleet.mode.kind === 'production';
  const left: Line = [
    span(production ? 'production' : 'lab', ` ${modeWords(state)} `),
    span('strong', ` ${state.fleet.name} `),
    ...hostCount(state),
    ...tally(state, look),
  ];
  const held = frozen.of(state);
  const right: Line = [
    ...(held === undefined
      ? []
      : [span('warning', `frozen at ${formatClock(held.at)} `), span('plain', ' ')]),
    ...(state.readOnly ? [span('warning', 'read-only '), span('plain', ' ')] : []),
    span('plain', `${state.operator} `),
  ];
  return paintLine(look, spread(left, right, columns), columns, production ? { over: 'production-bar' } : {});
}
