import type { Mutable } from './protocols.ts';
import { readNumber, splitWords } from './reply-lines.ts';
import type { NextHop, Route } from './routes.ts';

const destinations = new Set([
  'unicast',
  'blackhole',
  'unreachable',
  'prohibited',
  'prohibit',
  'multipath',
  'none',
]);

/** A line `via 10.0.0.1 on eth0 weight 1`, `dev eth0`; undefined for any other. */
export function parseNextHop(line: string): NextHop | undefined {
  const words = splitWords(line);
  if (words[0] !== 'via' && words[0] !== 'dev') return undefined;
  const hop: Mutable<NextHop> = { onlink: false };
  for (let index = 0; index < words.length; index += 1) {
    const next = words[index + 1];
    if (words[index] === 'onlink') hop.onlink = true;
    if (next === undefined) continue;
    if (words[index] === 'via') hop.via = next;
    else if (words[index] === 'on' || words[index] === 'dev') hop.interface = next;
    else if (words[index] === 'weight') {
      const weight = readNumber(next);
      if (weight !== undefined) hop.weight = weight;
    }
  }
  return hop;
}

/** What stands before the bracket: the network, the destination, and a next hop where BIRD 1.6 puts it. */
function parseTarget(text: string): { network: string; destination: string; nextHop?: NextHop } {
  for (const keyword of [' via ', ' dev ', 'via ', 'dev ']) {
    const at = keyword.startsWith(' ') ? text.indexOf(keyword) : text.startsWith(keyword) ? 0 : -1;
    if (at === -1) continue;
    const nextHop = parseNextHop(text.slice(at).trimStart());
    return { network: text.slice(0, at).trim(), destination: 'unicast', ...(nextHop && { nextHop }) };
  }
  const space = text.lastIndexOf(' ');
  const last = text.slice(space + 1);
  if (!destinations.has(last)) return { network: text.trim(), destination: '' };
  const network = space === -1 ? '' : text.slice(0, space).trim();
  return { network, destination: last === 'multipath' ? 'unicast' : last };
}

/** What stands inside the bracket: `good 16:21:44.545 from 10.99.1.2`. */
function parseSource(text: string): { protocol: string; since: string; from?: string } {
  const space = text.indexOf(' ');
  if (space === -1) return { protocol: text, since: '' };
  const rest = text.slice(space + 1);
  const at = rest.lastIndexOf('from ');
  const from = at === -1 ? undefined : rest.slice(at + 5).trim();
  return {
    protocol: text.slice(0, space),
    since: (at === -1 ? rest : rest.slice(0, at)).trim(),
    ...(from && { from }),
  };
}

/** `(100)`, `(100s)`, `(150/10/10000)`: the preference and whether the route is stale. */
function parsePreference(info: string): { preference?: number; stale: boolean } {
  const open = info.indexOf('(');
  let end = open + 1;
  while (end < info.length && info.charCodeAt(end) >= 48 && info.charCodeAt(end) <= 57) end += 1;
  const preference = open === -1 ? undefined : readNumber(info, open + 1, end);
  return {
    ...(preference !== undefined && { preference }),
    stale: preference !== undefined && info[end] === 's',
  };
}

/** A route's first line; the network is empty where it is the same as the line before. Undefined for any other. */
export function parseRouteRow(line: string): Omit<Route, 'attributes' | 'table'> | undefined {
  const open = line.indexOf('[');
  const close = open === -1 ? -1 : line.indexOf(']', open);
  if (close === -1) return undefined;
  const { nextHop, ...target } = parseTarget(line.slice(0, open).trim());
  const marks = line.slice(close + 1).trimStart();
  const marked = marks.startsWith('*') || marks.startsWith('!');
  const info = (marked ? marks.slice(1) : marks).trim();
  return {
    ...target,
    ...parseSource(line.slice(open + 1, close)),
    choice: marks.startsWith('*') ? 'best' : marks.startsWith('!') ? 'best-unsynced' : 'other',
    info,
    ...parsePreference(info),
    nextHops: nextHop ? [nextHop] : [],
  };
}
