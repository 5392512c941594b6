import { execa } from 'execa';

/** The commit that a line stands since. */
export interface LineCommit {
  readonly hash: string;
  readonly author: string;
  /** Unix seconds. */
  readonly time: number;
  readonly summary: string;
}

export type LineHistory =
  | { readonly kind: 'committed'; readonly commit: LineCommit }
  /** The line was edited and not committed yet. */
  | { readonly kind: 'uncommitted' }
  /** Git does not know the file, or there is no git. */
  | { readonly kind: 'unknown'; readonly reason: string };

const limit = 5_000;

/** Since which commit a line of a file stands: `git blame` of that line. Never throws. */
export async function findLineCommit(root: string, file: string, line: number): Promise<LineHistory> {
  const { exitCode, stdout, stderr, failed, shortMessage } = await execa(
    'git',
    ['blame', '--porcelain', '-L', `${line},${line}`, '--', file],
    { cwd: root, reject: false, timeout: limit, env: { LC_ALL: 'C' } },
  );
  if (failed || exitCode !== 0)
    return { kind: 'unknown', reason: firstLine(stderr) || firstLine(shortMessage ?? '') };
  return parseBlame(stdout);
}

/** Reads the porcelain form of `git blame` for one line. */
export function parseBlame(text: string): LineHistory {
  const hash = /^([0-9a-f]{40,64}) /.exec(text)?.[1];
  if (hash === undefined) return { kind: 'unknown', reason: 'git blame answered nothing that could be read' };
  if (/^0+$/.test(hash)) return { kind: 'uncommitted' };
  return {
    kind: 'committed',
    commit: {
      hash,
      author: field(text, 'author'),
      time: Number(field(text, 'author-time')) || 0,
      summary: field(text, 'summary'),
    },
  };
}

function field(text: string, name: string): string {
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? '';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
