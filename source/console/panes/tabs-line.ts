import type { Look } from '../look/look.ts';
import { type Line, lineWidth, span } from '../look/paint.ts';
import type { ConsoleState } from '../store/state.ts';
import { crumbsOf } from '../store/visits.ts';
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

/** The way to a page: `sessions > peer > routes`; its end where there is little room. */
function crumbsLine(crumbs: readonly string[], look: Look, room: number): Line {
  const { crumb } = look.glyphs;
  const line = crumbs.flatMap((name, index): Line => {
    const last = index === crumbs.length - 1;
    return last ? [span('tab', name)] : [span('dim', `${name} ${crumb} `)];
  });
  return lineWidth(line) <= room || crumbs.length <= 1 ? line : crumbsLine(crumbs.slice(1), look, room);
}

/** The views as tabs with their keys; where there is little room only the keys of the others, then fewer of them. */
export function tabsLine(state: ConsoleState, look: Look, room: number): Line {
  const current = viewOf(state);
  if (current.key === undefined) return crumbsLine(crumbsOf(state), look, room);
  const tabs = tabViews().map(({ key = '', name }): Tab => ({ key, name, active: name === current.name }));
  const full = lineOf(tabs, false, 2);
  if (lineWidth(full) <= room) return full;
  const short = lineOf(tabs, true, 2);
  if (lineWidth(short) <= room) return short;
  return fewer(tabs, room);
}

/** Takes away the tab that is furthest from the active one, until the others fit. */
function fewer(tabs: readonly Tab[], room: number): Line {
  const line = lineOf(tabs, true, 1);
  if (lineWidth(line) <= room || tabs.length <= 1) return line;
  const active = tabs.findIndex((tab) => tab.active);
  return fewer(active >= tabs.length / 2 ? tabs.slice(1) : tabs.slice(0, -1), room);
}
