import type { Command } from 'commander';
import { diff } from '../operations/diff.ts';
import { renderTree } from '../operations/render.ts';
import { describeDiffEvent, summarizeDiff } from './diff-text.ts';
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
        const result = await readOperation(diff(session, tree, { signal }), flags, describeDiffEvent);
        if (flags.json) printJson({ type: 'result', ...result });
        else printLine(summarizeDiff(result));
        const unread = result.hosts.filter(({ problem }) => problem !== undefined).length;
        if (problems.length > 0) return exitCodes.failed;
        if (unread === 0) return exitCodes.done;
        return unread === result.hosts.length ? exitCodes.failed : exitCodes.partly;
      });
    });
}
