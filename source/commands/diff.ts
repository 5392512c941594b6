import type { Command } from 'commander';
import { diff } from '../operations/diff.ts';
import { renderTree } from '../operations/render.ts';
import { describeInOrder, describeNothingRendered, summarizeDiff } from './diff-text.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, readOperation, reportProblem, runInSession } from './run.ts';

/** `peerdeck diff`: what a sync would change on the hosts. Changes nothing, here or there. */
export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .description('compare the rendered configuration with what stands on the hosts')
    .action(async (_options: object, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const { tree, problems } = await renderTree(session);
        for (const problem of problems) reportProblem(problem, flags);
        if (tree.size === 0 && problems.length > 0) {
          if (flags.json) printJson({ type: 'result', hosts: [] });
          else printLine(describeNothingRendered(problems.length, 'compared'));
          return exitCodes.failed;
        }
        const inOrder = describeInOrder(
          session.hosts.filter(({ name }) => tree.has(name)),
          printLine,
        );
        const result = await readOperation(diff(session, tree, { signal }), flags, inOrder);
        if (flags.json) printJson({ type: 'result', ...result });
        else printLine(summarizeDiff(result));
        const unread = result.hosts.filter(({ problem }) => problem !== undefined).length;
        if (problems.length > 0) return exitCodes.failed;
        if (unread === 0) return exitCodes.done;
        return unread === result.hosts.length ? exitCodes.failed : exitCodes.partly;
      });
    });
}
