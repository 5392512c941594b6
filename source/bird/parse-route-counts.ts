import type { Mutable } from './protocols.ts';
import { isGreeting, ReplyLines, readNumber, splitWords } from './reply-lines.ts';

/** `65 of 65 routes for 27 networks in table master4`. */
export interface RouteCount {
  /** Undefined where the daemon names none (BIRD 1.6, and the total). */
  readonly table?: string;
  readonly shown: number;
  readonly routes: number;
  readonly networks: number;
}

export interface RouteCounts {
  readonly tables: readonly RouteCount[];
  readonly total?: RouteCount;
  readonly unread: readonly string[];
}

function parseCount(line: string): RouteCount | undefined {
  const words = splitWords(line);
  const shown = readNumber(words[0] ?? '');
  const routes = readNumber(words[2] ?? '');
  const networks = readNumber(words[5] ?? '');
  if (shown === undefined || routes === undefined || networks === undefined) return undefined;
  if (words[1] !== 'of' || words[6] === undefined || !words[6].startsWith('network')) return undefined;
  const table = words[8] === 'table' ? words[9] : undefined;
  return { ...(table !== undefined && { table }), shown, routes, networks };
}

/** Reads `show route … count`; never throws. */
export function parseRouteCounts(text: string): RouteCounts {
  const lines = new ReplyLines(text);
  const tables: RouteCount[] = [];
  const unread: string[] = [];
  const counts: Mutable<RouteCounts> = { tables, unread };
  while (lines.advance()) {
    const line = lines.text;
    if (line === '' || isGreeting(line)) continue;
    const isTotal = line.startsWith('Total: ');
    const count = line.length > 1_000 ? undefined : parseCount(isTotal ? line.slice(7) : line);
    if (count === undefined) unread.push(line);
    else if (isTotal) counts.total = count;
    else tables.push(count);
  }
  return counts;
}
