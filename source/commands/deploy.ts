import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import type { DiffResult } from '../operations/diff/changes.ts';
import { type DeployOutcome, withJournal } from '../operations/journal/journal.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { status } from '../operations/status/status.ts';
import { type Deploy, deploy } from '../operations/sync/deploy.ts';
import { checksumDeploy } from '../operations/sync/deploy-checksum.ts';
import { refuseWhenLocked, withFleetLock } from '../operations/sync/fleet-lock.ts';
import { parseSerial, type WaveSize } from '../operations/sync/wave-plan.ts';
import { plan } from '../operations/terraform/plan.ts';
import type { TerraformPlan } from '../operations/terraform/plans.ts';
import type { RenderedTree } from '../rendering/rendered-file.ts';
import { requireConsent } from './consent.ts';
import { describeDeployEvent, describeDeployed, exitCodeOfDeploy } from './deploy-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addLimitFlags, type LimitFlags, readLimits } from './limit-flags.ts';
import { describePlan, describePlanEvent, isEmptyPlan, tellPlan } from './plan-text.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  reportProblem,
  runInSession,
} from './run.ts';
import { refuseErrors, requireReason, showPreview } from './show-preview.ts';
import { describeStatus, tellStatus } from './status-text.ts';
import { SyncLines } from './sync-text.ts';

interface DeployFlags extends LimitFlags {
  readonly why?: string;
  readonly serial?: string;
  readonly planOnly: boolean;
  readonly expect?: string;
  readonly terraform: boolean;
  readonly check: boolean;
}

/** `peerdeck deploy`: from the repository to the network in one go, shown first and asked once. */
export function addDeployCommand(program: Command): void {
  const command = program
    .command('deploy')
    .description('render, show what would change on the hosts and in Terraform, ask once, and bring it live')
    .addOption(
      new Option('--why <text>', 'what it is for: kept with the release on each host, and in the log'),
    )
    .addOption(new Option('--serial <sizes>', 'hosts or shares of them that go at once: 1,25%,all'))
    .addOption(new Option('--no-terraform', 'leave Terraform out'))
    .addOption(
      new Option('--plan-only', 'change nothing: show all of it, and a checksum over it').default(false),
    )
    .addOption(
      new Option('--expect <checksum>', 'refuse unless it is just what --plan-only gave this checksum for'),
    )
    .addOption(
      new Option('--no-check', 'go on although the checks found errors; needs --why, and is kept in the log'),
    )
    .action(async (options: DeployFlags, command: Command) => {
      await runInSession(command, async (session, context) => {
        if (!options.planOnly) {
          refuseWhenReadOnly(context.flags, 'a deploy');
          requireReason(options);
        }
        const waves = options.serial === undefined ? undefined : parseSerial(options.serial);
        return showAndDeploy(session, options, waves, context);
      });
    });
  addLimitFlags(command);
}

async function showAndDeploy(
  session: FleetSession,
  options: DeployFlags,
  waves: readonly WaveSize[] | undefined,
  context: CommandContext,
): Promise<ExitCode> {
  const { flags, signal } = context;
  const tree = await renderAll(session, context);
  if (!options.planOnly) await refuseWhenLocked(session);
  const { errors, compared } = await showPreview(session, tree, context, { stopOnErrors: options.check });
  const overruled = refuseErrors(errors, options, flags);
  const planned = options.terraform ? await planTerraform(session, context) : undefined;
  const checksum = checksumDeploy(tree, planned, session.fleet.settings);
  requireExpected(options.expect, checksum);
  if (flags.json) printJson({ type: 'planned', checksum });
  else printLine(`checksum ${checksum}`);
  if (options.planOnly)
    return compared.hosts.some(({ problem }) => problem) ? exitCodes.partly : exitCodes.done;
  const todo: Deploy = { tree, plan: planned === undefined || isEmptyPlan(planned) ? undefined : planned };
  if (hasChanges(compared, todo)) {
    await requireConsent(
      { mode: session.fleet.mode, question: 'Deploy all of this to', verb: 'deploy' },
      flags,
    );
  }
  const lines = new SyncLines(compared, printLine);
  const { why } = options;
  const outcome = await readOperation(
    withFleetLock(session, { verb: 'deploy', why, signal }, (locked) =>
      withJournal(
        session,
        'deploy',
        deploy(session, todo, {
          signal: locked,
          limits: readLimits(options),
          ...(waves === undefined ? {} : { waves }),
          ...(why === undefined ? {} : { why }),
        }),
        { why, overruled },
      ),
    ),
    flags,
    (event) => describeDeployEvent(event, lines),
  );
  lines.flush();
  return tellEnd(session, todo, outcome, context);
}

/** A deploy is of everything or of nothing: what does not render is mended first. */
async function renderAll(session: FleetSession, { flags, signal }: CommandContext): Promise<RenderedTree> {
  const { tree, problems } = await readOperation(
    render(session, { signal, check: flags.readOnly }),
    flags,
    () => undefined,
  );
  if (problems.length === 0) return tree;
  if (!flags.json) for (const problem of problems) reportProblem(problem, flags);
  throw new OperatorError({
    kind: 'refused',
    message: `Nothing was changed: ${problems.length} ${problems.length === 1 ? 'file' : 'files'} could not be rendered.`,
    hint: 'Mend what is named above, and deploy again.',
  });
}

/** The plan of a fleet that has Terraform; undefined for one that has none. */
async function planTerraform(
  session: FleetSession,
  { flags, signal }: CommandContext,
): Promise<TerraformPlan | undefined> {
  const folder = await stat(join(session.fleet.root, 'terraform')).catch(() => undefined);
  if (!folder?.isDirectory()) return undefined;
  const result = await readOperation(plan(session, {}, signal), flags, describePlanEvent);
  if (result.kind === 'failed') throw new OperatorError(result.problem);
  if (flags.json) printJson({ ...tellPlan(result.plan), type: 'plan' });
  else printLine(describePlan(result.plan));
  return result.plan;
}

function requireExpected(expected: string | undefined, checksum: string): void {
  if (expected === undefined || expected === checksum) return;
  throw new OperatorError({
    kind: 'refused',
    message: 'Nothing was changed: this is not what was planned.',
    attempted: `deploy what has the checksum ${expected.slice(0, 64)}`,
    answer: `it has the checksum ${checksum} now`,
    hint: 'The repository or what Terraform manages changed in between: look at `peerdeck deploy --plan-only` anew.',
  });
}

function hasChanges({ hosts }: DiffResult, { plan: planned }: Deploy): boolean {
  return planned !== undefined || hosts.some(({ changes, unconfirmed }) => changes.length > 0 || unconfirmed);
}

async function tellEnd(
  session: FleetSession,
  todo: Deploy,
  outcome: DeployOutcome,
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  const found = await status(session, { signal });
  if (flags.json) {
    printJson({ type: 'status', ...tellStatus(found) });
    printJson({ type: 'result', ...outcome });
  } else {
    printLine(describeStatus(found));
    printLine(describeDeployed(outcome, todo.plan !== undefined));
  }
  return exitCodeOfDeploy(outcome);
}
