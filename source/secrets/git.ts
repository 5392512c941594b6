import { execa } from 'execa';
import { OperatorError } from '../basics/problem.ts';

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Git has no business waiting: nothing asked of it here needs the network or an editor. */
const limit = 20_000;

/** Runs git in a folder, reading only. Throws OperatorError when there is no git, or it takes too long. */
export async function readGit(folder: string, ...words: readonly string[]): Promise<GitAnswer> {
  const result = await execa('git', ['-C', folder, ...words], {
    encoding: 'buffer',
    reject: false,
    timeout: limit,
    stdin: 'ignore',
    maxBuffer: 64 * 1024 * 1024,
    stripFinalNewline: false,
    // A repository's own hooks and helpers are not run for a question, and its locks are left alone.
    env: { GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const stderr = Buffer.from(result.stderr).toString('utf8').trim().slice(0, 1000);
  if (result.exitCode === undefined) {
    throw new OperatorError({
      kind: 'git-failed',
      message: result.timedOut ? 'git did not answer in time' : 'git cannot be run',
      attempted: `git ${words[0] ?? ''}`,
      answer: stderr || (result.shortMessage ?? ''),
      hint: 'install git, or check what blocks it',
    });
  }
  return { exitCode: result.exitCode, stdout: Buffer.from(result.stdout), stderr };
}

/**
 * Whether a folder is inside a git work tree. Throws OperatorError where git refuses to say, as for a repository of
 * another owner: that must not pass for a folder without git.
 */
export async function isInGit(folder: string): Promise<boolean> {
  const { exitCode, stdout, stderr } = await readGit(folder, 'rev-parse', '--is-inside-work-tree');
  if (exitCode === 0) return stdout.toString().trim() === 'true';
  if (stderr.includes('not a git repository')) return false;
  throw new OperatorError({
    kind: 'git-failed',
    message: `git does not open the repository at ${folder}`,
    attempted: 'to see what git tracks and ignores',
    answer: stderr,
  });
}

/** Names that git separated by NUL. */
export function splitNames(output: Buffer): readonly string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}
