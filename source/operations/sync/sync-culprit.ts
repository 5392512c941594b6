import { formatPlace, type Place, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { FindingPlace } from '../../checks/finding.ts';
import type { ExplainSpot } from '../../checks/judge.ts';
import type { HostLayout } from '../../delivery/layout.ts';
import type { HostConnection } from '../../remote/connection.ts';
import { diffLines } from '../../rendering/diff-lines.ts';
import { maskSecretRanges } from '../../rendering/mask-secrets.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import type { HostSyncResult } from '../diff/changes.ts';
import { readContents } from '../diff/diff-live.ts';

/** A line of a rendered file that a change brought in, or where it took one away. */
export interface ChangedLine {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** With secrets masked. */
  readonly text: string;
  readonly removed: boolean;
}

const mostNamed = 5;

/**
 * Adds to a change that went back what it went back for: the changed lines of the sessions and tunnels that did not do
 * well, and the template lines that wrote them. The host has the old files again: they are read once more. Where that
 * fails the result is as it was; that the host went back is what counts.
 */
export async function addCulprits(
  result: HostSyncResult,
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  explain: ExplainSpot,
  layout: HostLayout,
): Promise<HostSyncResult> {
  const { problem } = result;
  if (result.outcome !== 'reverted' || problem?.answer === undefined) return result;
  const names = namedIn(problem.answer);
  if (names.sessions.length + names.tunnels.length === 0) return result;
  const files = rendered.filter(({ path }) => result.files.includes(path) && concerns(path, names));
  if (files.length === 0) return result;
  const live = files.map(({ path }) => `${layout.root}/etc/${path}`);
  const read = (): ReturnType<typeof readContents> => readContents(connection, live, undefined);
  // The line that is back may be the dead one still: the second time it is a new one.
  const contents = await read().catch(() => read().catch(() => undefined));
  if (contents === undefined) return result;
  const changed = files.flatMap((file, index) =>
    listChangedLines(file, contents.get(live[index] ?? '')?.toString('utf8') ?? ''),
  );
  const blamed = blame(changed, files, names.sessions).slice(0, mostNamed);
  const [first] = blamed;
  if (first === undefined) return result;
  const places = blamed.map((line) => explain({ host: result.host, file: line.path, line: line.line }));
  return { ...result, problem: describe(problem, blamed, places) };
}

/** The sessions and tunnels that a host's gate named. */
interface Named {
  readonly sessions: readonly string[];
  readonly tunnels: readonly string[];
}

/** Reads them from the words of the gate, which are our own scripts'. */
export function namedIn(answer: string): Named {
  const all = (pattern: RegExp): string[] => [
    ...new Set([...answer.matchAll(pattern)].map(([, name = '']) => name)),
  ];
  return {
    sessions: all(/\bsession (\w+) was up and is not/g),
    tunnels: all(/\b(?:no handshake yet on|interface) ([\w=+.-]{1,15})\b/g),
  };
}

function concerns(path: string, { sessions, tunnels }: Named): boolean {
  if (path.startsWith('wireguard/'))
    return sessions.length > 0 || tunnels.some((name) => path === `wireguard/${name}.conf`);
  return path.startsWith('bird/');
}

/** The lines that a file has and its live twin has not; where lines are only gone, the line that follows them. */
export function listChangedLines(file: RenderedFile, live: string): readonly ChangedLine[] {
  const raw = file.content.toString('utf8');
  const shown = maskSecretRanges(file.content, file.secretRanges);
  const lines = diffLines({ raw: live, shown: live }, { raw, shown });
  const found: ChangedLine[] = [];
  for (const [index, line] of lines.entries()) {
    const { path } = file;
    if (line.kind === 'added') found.push({ path, line: line.after, text: line.text, removed: false });
    const next = lines[index + 1];
    const isOnlyGone = line.kind === 'removed' && lines[index - 1]?.kind !== 'added';
    if (isOnlyGone && next?.kind === 'context')
      found.push({ path, line: next.after, text: next.text, removed: true });
  }
  return found;
}

/** The changed lines inside the blocks of these sessions; all of them where the cause lies elsewhere. */
export function blame(
  changed: readonly ChangedLine[],
  files: readonly RenderedFile[],
  sessions: readonly string[],
): readonly ChangedLine[] {
  const blocks = files.flatMap(({ path, content }) =>
    sessions.flatMap((session) => {
      const block = findBlock(content.toString('utf8'), session);
      return block === undefined ? [] : [{ path, ...block }];
    }),
  );
  const inside = changed.filter(({ path, line }) =>
    blocks.some((block) => block.path === path && line >= block.first && line <= block.last),
  );
  return inside.length > 0 ? inside : changed;
}

/** The lines of `protocol … NAME { … }`. */
function findBlock(text: string, session: string): { first: number; last: number } | undefined {
  const lines = text.split('\n');
  const head = new RegExp(`^\\s*protocol\\s+\\w+\\s+'?${session}\\b`);
  const first = lines.findIndex((line) => head.test(line));
  if (first < 0) return undefined;
  let depth = 0;
  for (let index = first; index < lines.length; index += 1) {
    for (const sign of lines[index]?.replace(/#.*|"[^"]*"/g, '') ?? '') {
      if (sign === '{') depth += 1;
      if (sign === '}') depth -= 1;
    }
    if (depth <= 0 && index > first) return { first: first + 1, last: index + 1 };
  }
  return { first: first + 1, last: lines.length };
}

function describe(
  problem: Problem,
  blamed: readonly ChangedLine[],
  places: readonly FindingPlace[],
): Problem {
  const place: Place | undefined = places[0]?.template;
  const lines = blamed.map((line, index) => describeLine(line, places[index]));
  return {
    ...problem,
    ...(place === undefined ? {} : { place }),
    answer: [problem.answer, 'the change in question:', ...lines].join('\n'),
  };
}

function describeLine({ path, line, text, removed }: ChangedLine, place: FindingPlace | undefined): string {
  const what = `${path}:${line} ${removed ? 'lines are gone before ' : ''}${sanitizeLine(text.trim(), 160)}`;
  const template = place?.template;
  const values = (place?.variables ?? []).map(({ name, ...where }) => `${name} set in ${formatPlace(where)}`);
  const written = template === undefined ? [] : [`written by ${formatPlace(template)}`];
  return [what, ...written, ...values.slice(0, 3)].join(', ');
}
