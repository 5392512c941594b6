import { type Command, Option } from 'commander';
import type { FileChange, RenderEvent } from '../operations/diff/changes.ts';
import { render } from '../operations/render.ts';
import { describeChange } from './describe-change.ts';
import { exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { printJson, printLine, readOperation, refuseWhenReadOnly, runInSession } from './run.ts';

/** `peerdeck render`: templates and variables into the rendered trees, telling what changed. */
export function addRenderCommand(program: Command): void {
  program
    .command('render')
    .description('render the templates of every host, and show what changed')
    .addOption(new Option('--check', 'write nothing, and fail when anything differs').default(false))
    .action(async (options: { readonly check: boolean }, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        if (!options.check) refuseWhenReadOnly(flags, 'rendering');
        const operation = render(session, { check: options.check, signal });
        const { files, changes, terraform, problems } = await readOperation(
          operation,
          flags,
          describeRenderEvent,
        );
        if (flags.json)
          printJson({ type: 'result', files, changed: changes.length, terraform, problems: problems.length });
        else printLine(summarize(files, session.hosts.length, changes, options.check));
        if (problems.length > 0) return exitCodes.failed;
        return options.check && changes.length + terraform.length > 0 ? exitCodes.failed : exitCodes.done;
      });
    });
}

/** The lines of a render's event; undefined where there is nothing to say. */
export function describeRenderEvent(event: RenderEvent): string | undefined {
  if (event.type === 'problem') return formatProblem(event.problem);
  if (event.type === 'file-changed') return describeChange(event.change);
  if (event.type === 'terraform-rendered')
    return event.changed.map((path) => `terraform: ${path} (changed)`).join('\n') || undefined;
  return undefined;
}

function summarize(files: number, hosts: number, changes: readonly FileChange[], check: boolean): string {
  const rendered = `${files} files of ${hosts} hosts rendered`;
  if (changes.length === 0) return `${rendered}, nothing changed.`;
  return `${rendered}, ${changes.length} ${check ? 'would change' : 'changed'}.`;
}
