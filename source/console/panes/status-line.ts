import { describeChange } from '../../operations/status/watch-history.ts';
import type { Look } from '../look/look.ts';
import { type Line, paintLine, span, spread } from '../look/paint.ts';
import { formatClock } from '../rows/age.ts';
import { filterOf } from '../store/list-state.ts';
import { type ConsoleState, topMode, type Work } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { eventLevel } from '../views/events/event-rows.ts';
import { eventsView } from '../views/events/events-view.ts';
import { levelStyle } from './header.ts';
import { problemsTitle } from './problems-pane.ts';
import { stageWords } from './work-panel.ts';

function filterLine(state: ConsoleState, { glyphs }: Look): Line | undefined {
  const mode = topMode(state);
  if (mode?.kind !== 'filter') return undefined;
  return [
    span('key', ` ${mode.list} /`),
    span('plain', filterOf(state, mode.list)),
    span('accent', glyphs.caret),
    span('dim', '  words must occur, !words must not'),
  ];
}

function workLine(work: Work, clock: number): Line {
  const { kind, steps, total, startedAt, stopping } = work;
  const stage = stageWords(work);
  const done = steps.filter(({ state }) => state !== 'running').length;
  const count = total === undefined ? (done === 0 ? '' : ` ${done}`) : ` ${done}/${total}`;
  const seconds = Math.max(0, Math.floor((clock - startedAt) / 1000));
  return [
    span('accent', ` ${kind}${count}`),
    span('plain', stage === '' ? '' : ` ${stage}`),
    span('dim', `  ${seconds}s`),
    ...(stopping ? [span('warning', '  stopping')] : [span('dim', '  Ctrl-C stops it')]),
  ];
}

function outcomeLine({ outcome }: ConsoleState, { glyphs }: Look): Line {
  if (outcome === undefined) return [];
  const good = outcome.result === 'done';
  const style = good ? 'good' : outcome.result === 'stopped' ? 'warning' : 'bad';
  return [
    span(style, ` ${good ? glyphs.done : glyphs.failed} `),
    span(good ? 'plain' : style, outcome.text),
    span('dim', `  ${formatClock(outcome.at)}`),
  ];
}

/** The line above the keys: what is typed, said, under way, or was the end of it. */
export function statusLine(state: ConsoleState, look: Look, columns: number): string {
  const left =
    filterLine(state, look) ??
    (state.quitting ? [span('warning', ' closing')] : undefined) ??
    noticeLine(state) ??
    (state.work === undefined ? undefined : workLine(state.work, state.clock)) ??
    newsLine(state, look) ??
    outcomeLine(state, look);
  const right: Line = [...unseenEvents(state), ...problemCount(state)];
  return paintLine(look, spread(left, right, columns), columns);
}

const newsAge = 30_000;

/** What happened last, as long as it is news and newer than what was done. */
function newsLine({ happened, outcome, clock }: ConsoleState, { glyphs }: Look): Line | undefined {
  const [newest] = happened.events;
  const unseen = happened.told - happened.seen;
  if (newest === undefined || unseen === 0 || clock - newest.at > newsAge) return undefined;
  if (outcome !== undefined && outcome.at > newest.at) return undefined;
  const level = eventLevel(newest);
  return [
    span(levelStyle(level), ` ${glyphs.levels[level]} `),
    span('plain', describeChange(newest)),
    span('dim', `  ${formatClock(newest.at)}${unseen > 1 ? `, and ${unseen - 1} more` : ''}`),
  ];
}

function unseenEvents({ happened }: ConsoleState): Line {
  const unseen = happened.told - happened.seen;
  return unseen === 0 ? [] : [span('dim', `${countOf(unseen, 'event')} (${eventsView.key} shows) `)];
}

function problemCount(state: ConsoleState): Line {
  const counted = problemsTitle(state);
  return counted.length === 0 ? [] : [...counted, span('dim', ' (! shows) ')];
}

function noticeLine({ notice }: ConsoleState): Line | undefined {
  if (notice === undefined) return undefined;
  return [span(notice.tone === 'warning' ? 'warning' : 'plain', ` ${notice.text}`)];
}
