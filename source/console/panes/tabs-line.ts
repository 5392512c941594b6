import { type Line, lineWidth, span } from '../look/paint.ts';
import type { ConsoleState } from '../store/state.ts';
import { tabViews, viewOf } from '../views/views.ts';

interface Tab {
  readonly key: string;
  readonly name: string;
  readonly active: boolean;
}

function lineOf(tabs: readonly Tab[], short: boolean, gap: number): Line {
  return tabs
    .flatMap(({ key, name, active }): Line => {
      const label = short && !active ? key : `${key} ${name}`.trimStart();
      return [span(active ? 'tab' : 'dim', label), span('plain', ' '.repeat(gap))];
    })
    .slice(0, -1);
}

/** The views as tabs with their keys; where there is little room only the keys of the others, then fewer of them. */
export function tabsLine(state: ConsoleState, room: number): Line {
  const current = viewOf(state);
  const tabs = tabViews().map(({ key = '', name }): Tab => ({ key, name, active: name === current.name }));
  const page: readonly Tab[] =
    current.key === undefined ? [{ key: '', name: current.name, active: true }] : [];
  const all = [...page, ...tabs];
  const full = lineOf(all, false, 2);
  if (lineWidth(full) <= room) return full;
  const short = lineOf(all, true, 2);
  if (lineWidth(short) <= room) return short;
  return fewer(all, room);
}

/** Takes away the tab that is furthest from the active one, until the others fit. */
function fewer(tabs: readonly Tab[], room: number): Line {
  const line = lineOf(tabs, true, 1);
  if (lineWidth(line) <= room || tabs.length <= 1) return line;
  const active = tabs.findIndex((tab) => tab.active);
  return fewer(active >= tabs.length / 2 ? tabs.slice(1) : tabs.slice(0, -1), room);
}
