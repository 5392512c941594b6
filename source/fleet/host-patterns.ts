import { readFileSync } from 'node:fs';
import { OperatorError, toProblem } from '../basics/problem.ts';
import { matchGlob } from './glob.ts';
import { parseAddress } from './host-address.ts';
import type { Fleet, Host } from './model.ts';

/** What a pattern chooses from, in the order of the inventory. */
export type PatternFleet = Pick<Fleet, 'groups' | 'hosts'>;

export interface Selection {
  readonly hosts: readonly Host[];
  /** Parts of the pattern that name no host and no group: typing errors, most likely. */
  readonly unmatched: readonly string[];
}

/**
 * The hosts that an Ansible pattern chooses: `ixp`, `a:b`, `a,b`, `ixp:&ams*:!ixpams02`, globs, `~regex`, `ixp[0]`,
 * `ixp[1:2]`, `@file`. Throws OperatorError where it chooses none, or a part of it cannot be understood.
 */
export function selectHosts(fleet: PatternFleet, pattern: string | undefined): readonly Host[] {
  if (pattern === undefined) return fleet.hosts;
  const { hosts, unmatched } = evaluatePattern(fleet, pattern);
  if (hosts.length > 0) return hosts;
  throw new OperatorError({
    kind: 'no-hosts-matched',
    message: `no host matches ${pattern}${unmatched.length === 0 ? '' : `: there is no host or group ${unmatched.join(', ')}`}`,
    attempted: 'to choose hosts with --limit',
    hint: `groups: ${fleet.groups.map(({ name }) => name).join(', ')}; peerdeck hosts lists the hosts`,
  });
}

/** The same, telling which parts of the pattern matched nothing. */
export function evaluatePattern(fleet: PatternFleet, pattern: string): Selection {
  const unmatched: string[] = [];
  let chosen: Host[] = [];
  for (const part of orderParts(readParts(pattern))) {
    const exact = fleet.hosts.find(({ name }) => name === part);
    const found = exact ? [exact] : matchPart(fleet, part.replace(/^[&!]/, ''), unmatched);
    if (exact === undefined && part.startsWith('!')) chosen = chosen.filter((host) => !found.includes(host));
    else if (exact === undefined && part.startsWith('&'))
      chosen = chosen.filter((host) => found.includes(host));
    else chosen = [...new Set([...chosen, ...found])];
  }
  return { hosts: chosen, unmatched };
}

function readParts(pattern: string): readonly string[] {
  return splitPattern(pattern).flatMap((part) =>
    part.startsWith('@') ? readLimitFile(part.slice(1)) : [part],
  );
}

/** Commas part patterns; so do colons where they are not of an address, a range or a subscript. */
export function splitPattern(pattern: string): readonly string[] {
  const parts = pattern.includes(',')
    ? pattern.split(',')
    : parseAddress(pattern)
      ? [pattern]
      : (pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Choosing parts first, then `&`, then `!`; without a choosing part all hosts are chosen from. */
function orderParts(parts: readonly string[]): readonly string[] {
  const choosing = parts.filter((part) => !/^[&!]/.test(part));
  return [
    ...(choosing.length === 0 ? ['all'] : choosing),
    ...parts.filter((part) => part.startsWith('&')),
    ...parts.filter((part) => part.startsWith('!')),
  ];
}

function readLimitFile(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'file-unreadable',
        message: `the limit file ${path} cannot be read`,
        place: { file: path },
        answer: toProblem(error).message,
      },
      { cause: error },
    );
  }
}

function matchPart(fleet: PatternFleet, part: string, unmatched: string[]): readonly Host[] {
  const { expression, subscript } = splitSubscript(part);
  const found = matchExpression(fleet, expression);
  if (found === undefined) unmatched.push(expression);
  if (found === undefined || found.length === 0 || subscript === undefined) return found ?? [];
  const { from, to } = subscript;
  if (to !== undefined) return found.slice(...toSlice(from, to, found.length));
  const one = found.at(from);
  if (one !== undefined) return [one];
  throw new OperatorError({
    kind: 'pattern-invalid',
    message: `${part} asks for more than the ${found.length} hosts of ${expression}`,
    attempted: 'to choose hosts with --limit',
  });
}

interface Subscript {
  readonly from: number;
  /** The last index, itself included; undefined for a single host. */
  readonly to: number | undefined;
}

function splitSubscript(part: string): {
  readonly expression: string;
  readonly subscript: Subscript | undefined;
} {
  const match = part.startsWith('~') ? null : /^(.+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/.exec(part);
  if (match === null) return { expression: part, subscript: undefined };
  const [, expression = '', index, from, to] = match;
  if (index !== undefined) return { expression, subscript: { from: Number(index), to: undefined } };
  // Ansible reads an end of 0 as none at all: x[0:0] is x[0].
  const end = to === '' || to === undefined ? -1 : Number(to);
  return { expression, subscript: { from: Number(from), to: end === 0 ? undefined : end } };
}

function toSlice(from: number, to: number, length: number): [number, number] {
  return [from, (to === -1 ? length - 1 : to) + 1];
}

/** The hosts of all groups and, where no group or a wildcard was named, hosts that match; undefined for no match. */
function matchExpression(fleet: PatternFleet, expression: string): readonly Host[] | undefined {
  const matches = makeMatcher(expression);
  const byName = new Map(fleet.hosts.map((host) => [host.name, host]));
  const groups = fleet.groups.filter(({ name }) => matches(name));
  const found = groups.flatMap(({ hosts }) => hosts.map((name) => byName.get(name)));
  if (groups.length === 0 || expression.startsWith('~') || /[.?*[]/.test(expression)) {
    found.push(...fleet.hosts.filter(({ name }) => matches(name)));
  }
  if (found.length === 0 && groups.length === 0 && expression !== 'all') return undefined;
  return found.filter((host) => host !== undefined);
}

function makeMatcher(expression: string): (name: string) => boolean {
  if (!expression.startsWith('~')) return (name) => matchGlob(expression, name);
  const source = expression.slice(1);
  try {
    const regex = new RegExp(`^(?:${translatePython(source)})`, 'u');
    return (name) => regex.test(name);
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'pattern-invalid',
        message: `${expression} is no regular expression`,
        attempted: 'to choose hosts with --limit',
        answer: toProblem(error).message,
      },
      { cause: error },
    );
  }
}

/** The few spellings that Python has and JavaScript has not. */
function translatePython(source: string): string {
  return source
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$')
    .replace(/\\([-_"'#@%&,;:<>=!~` ])/g, '$1');
}
