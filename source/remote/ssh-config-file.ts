import { parse } from 'ssh-config';
import type { Place } from '../basics/problem.ts';

/** A setting of an `ssh_config` file. */
export interface SshConfigLine {
  /** In lower case. */
  readonly keyword: string;
  readonly values: readonly string[];
  /** The values as one text: what a command option takes. */
  readonly text: string;
  readonly place: Place;
}

/** An `ssh_config` file as read; `faults` are the lines that cannot be read, which OpenSSH refuses too. */
export interface SshConfigFile {
  readonly path: string;
  readonly lines: readonly SshConfigLine[];
  readonly faults: readonly Place[];
}

/** Options that take several words; of the others the first word counts. */
const listed =
  /^(?:host|match|include|userknownhostsfile|globalknownhostsfile|proxycommand|sendenv|canonicaldomains)$/;

/** Reads an `ssh_config` file line by line (ssh_config(5)); the sections are evaluated later, per host. */
export function parseSshConfig(text: string, path: string): SshConfigFile {
  const lines: SshConfigLine[] = [];
  const faults: Place[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = { file: path, line: index + 1 };
    const parsed = parseSshConfigLine(line, place);
    if (parsed === 'fault') faults.push(place);
    else if (parsed !== undefined) lines.push(parsed);
  }
  return { path, lines, faults };
}

/** One line, such as an argument of `ssh -o`; undefined where it is blank or a comment. */
export function parseSshConfigLine(line: string, place: Place): SshConfigLine | 'fault' | undefined {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const directive = readDirective(trimmed);
  if (directive === undefined) return 'fault';
  const keyword = directive.param.toLowerCase();
  const values = readValues(keyword, directive.value);
  if (values.length === 0) return 'fault';
  return { keyword, values, text: joinValues(directive.value), place };
}

type DirectiveValue = string | { val: string; separator: string; quoted?: boolean }[];

function readDirective(line: string): { param: string; value: DirectiveValue } | undefined {
  try {
    const [first] = parse(line);
    return first !== undefined && 'param' in first ? first : undefined;
  } catch {
    // The parser throws on an open quote and on a section without a pattern: a fault of that line alone.
    return undefined;
  }
}

function readValues(keyword: string, value: DirectiveValue): readonly string[] {
  const words = typeof value === 'string' ? [value] : value.map(({ val }) => val);
  const filled = words.filter((word) => word !== '');
  return listed.test(keyword) ? filled : filled.slice(0, 1);
}

function joinValues(value: DirectiveValue): string {
  if (typeof value === 'string') return value;
  return value
    .map(({ val, separator, quoted }) => separator + (quoted ? `"${val.replaceAll('"', '\\"')}"` : val))
    .join('')
    .trim();
}
