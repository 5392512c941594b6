import type { Place } from '../basics/problem.ts';
import { OperatorError } from '../basics/problem.ts';
import type { SshConfigFile, SshConfigLine } from './ssh-config-file.ts';
import { matchPatternList } from './ssh-patterns.ts';

/** The options that hold for one host, by lower-case keyword. `identityfile` collects, of the others the first counts. */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

/** For whom the files are evaluated, and what reaches the world while they are. */
export interface SshConfigQuery {
  /** The name given to `ssh`. */
  readonly host: string;
  readonly localUser: string;
  /** Options of the command line: they win over the files. */
  readonly overrides: readonly SshConfigLine[];
  /** The files a pattern of `Include` names, as written in `from`. */
  readonly include: (pattern: string, from: Place) => readonly SshConfigFile[];
  /** Whether a command of `Match exec` succeeds. */
  readonly runs: (command: string) => boolean;
}

interface Evaluation {
  readonly query: SshConfigQuery;
  readonly options: Map<string, readonly string[]>;
  readonly finalPass: boolean;
  finalWanted: boolean;
}

const deepestInclude = 16;

/** Evaluates `ssh_config` files for a host, in OpenSSH's order: the first value wins (ssh_config(5)). */
export function evaluateSshConfig(files: readonly SshConfigFile[], query: SshConfigQuery): SshOptions {
  const options = new Map<string, readonly string[]>();
  const first: Evaluation = { query, options, finalPass: false, finalWanted: false };
  for (const line of query.overrides) setOption(line, first);
  for (const file of files) evaluateFile(file, first, true, 0);
  if (!first.finalWanted) return options;
  // The name is settled by now: in the last pass a HostName changes nothing any more.
  options.set('hostname', [hostNameOf(first).replaceAll('%', '%%')]);
  const last: Evaluation = { ...first, finalPass: true };
  for (const file of files) evaluateFile(file, last, true, 0);
  return options;
}

function evaluateFile(file: SshConfigFile, state: Evaluation, enabled: boolean, depth: number): void {
  const fault = file.faults[0];
  if (fault) throw faultyLine(fault);
  let active = enabled;
  for (const line of file.lines) {
    if (line.keyword === 'host') {
      active = enabled && matchPatternList(line.values, targetOf(state));
    } else if (line.keyword === 'match') {
      const matched = matchesCriteria(line, state, enabled);
      active = enabled && matched;
    } else if (line.keyword === 'include') {
      includeFiles(line, state, active, depth);
    } else if (active) {
      setOption(line, state);
    }
  }
}

function includeFiles(line: SshConfigLine, state: Evaluation, active: boolean, depth: number): void {
  if (depth >= deepestInclude) {
    throw new OperatorError({
      kind: 'ssh-config-invalid',
      message: `Include goes deeper than ${deepestInclude} files`,
      place: line.place,
      hint: 'a file that includes itself?',
    });
  }
  for (const pattern of line.values) {
    for (const file of state.query.include(pattern, line.place)) evaluateFile(file, state, active, depth + 1);
  }
}

function faultyLine(place: Place): OperatorError {
  return new OperatorError({
    kind: 'ssh-config-invalid',
    message: 'a line of the SSH configuration cannot be read',
    place,
    hint: 'an open quote, or a keyword without a value; `ssh -G HOST` shows what OpenSSH makes of the file',
  });
}

function setOption(line: SshConfigLine, state: Evaluation): void {
  const { options } = state;
  const { keyword } = line;
  if (keyword === 'identityfile') {
    const files = options.get(keyword) ?? [];
    const file = line.values[0] ?? '';
    if (!files.includes(file)) options.set(keyword, [...files, file]);
    return;
  }
  if (keyword === 'proxyjump' && options.has('proxycommand')) return;
  if (keyword === 'proxycommand' && (options.get('proxyjump')?.[0] ?? 'none') !== 'none') return;
  if (options.has(keyword)) return;
  options.set(keyword, keyword === 'proxycommand' ? [line.text] : line.values);
}

/** What `Host` patterns are compared with: the name as given, and in the last pass the name it stands for. */
function targetOf(state: Evaluation): string {
  return state.finalPass ? hostNameOf(state) : state.query.host;
}

function hostNameOf(state: Evaluation): string {
  const name = state.options.get('hostname')?.[0];
  return name === undefined ? state.query.host : expandTokens(name, { h: state.query.host });
}

function matchesCriteria(line: SshConfigLine, state: Evaluation, enabled: boolean): boolean {
  let matched = true;
  const words = [...line.values];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const negated = word.startsWith('!');
    const criterion = word.slice(negated ? 1 : 0).toLowerCase();
    const bare = criterion === 'all' || criterion === 'final' || criterion === 'canonical';
    const argument = bare ? '' : words.shift();
    if (argument === undefined) throw faultyLine(line.place);
    // A command is run only while everything before it holds, as OpenSSH does.
    if (criterion === 'exec' && !(matched && enabled)) continue;
    if (matchesCriterion(criterion, argument, state) === negated) matched = false;
  }
  return matched;
}

function matchesCriterion(criterion: string, argument: string, state: Evaluation): boolean {
  const { query, options } = state;
  const list = argument.split(',');
  switch (criterion) {
    case 'all':
      return true;
    case 'final':
      state.finalWanted = true;
      return state.finalPass;
    case 'host':
      return matchPatternList(list, hostNameOf(state));
    case 'originalhost':
      return matchPatternList(list, query.host);
    case 'user':
      return matchPatternList(list, options.get('user')?.[0] ?? query.localUser);
    case 'localuser':
      return matchPatternList(list, query.localUser);
    case 'exec':
      return query.runs(expandTokens(argument, commandTokens(state)));
    default:
      return false;
  }
}

function commandTokens(state: Evaluation): Record<string, string> {
  return {
    h: hostNameOf(state),
    n: state.query.host,
    p: state.options.get('port')?.[0] ?? '22',
    r: state.options.get('user')?.[0] ?? state.query.localUser,
    u: state.query.localUser,
  };
}

/** Replaces `%x` by its value, and `%%` by a percent sign; a token that is not given stays as it is. */
export function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, token: string) => (token === '%' ? '%' : (tokens[token] ?? whole)));
}
