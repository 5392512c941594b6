import type { Command } from 'commander';
import { describeStandingErrors } from '../operations/check/check-refusal.ts';
import { renderTree } from '../operations/render.ts';
import { describeNothingRendered } from './diff-text.ts';
import { exitCodes } from './exit-codes.ts';
import { printJson, printLine, reportProblem, runInSession } from './run.ts';
import { showPreview } from './show-preview.ts';

/** `peerdeck diff`: what a sync would change on the hosts, and what the checks say of it. Changes nothing, here or there. */
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
        const { errors, compared } = await showPreview(session, tree, { flags, signal });
        if (flags.json) printJson({ type: 'result', ...compared });
        if (errors.length > 0) {
          reportProblem(describeStandingErrors(errors), flags);
          return exitCodes.refused;
        }
        const unread = compared.hosts.filter(({ problem }) => problem !== undefined).length;
        if (problems.length > 0) return exitCodes.failed;
        if (unread === 0) return exitCodes.done;
        return unread === compared.hosts.length ? exitCodes.failed : exitCodes.partly;
      });
    });
}
