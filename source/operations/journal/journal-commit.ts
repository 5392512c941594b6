import { toProblem } from '../../basics/problem.ts';
import { readGit } from '../../secrets/git.ts';

/**
 * The repository's commit, and whether the work tree differs from it; nothing where there is no git to ask, for a
 * change is not refused because its commit is unknown.
 */
export async function readCommit(root: string): Promise<{ commit?: string; dirty?: boolean }> {
  const head = await ask(root, 'rev-parse', '--verify', '--quiet', 'HEAD');
  if (head === undefined) return {};
  const changed = await ask(root, 'status', '--porcelain', '--', '.');
  return { commit: head.trim(), dirty: changed === undefined || changed.trim() !== '' };
}

async function ask(root: string, ...words: readonly string[]): Promise<string | undefined> {
  const answer = await readGit(root, ...words).catch(toProblem);
  return 'exitCode' in answer && answer.exitCode === 0 ? answer.stdout.toString() : undefined;
}
