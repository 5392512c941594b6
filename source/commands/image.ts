import { type Command, Option } from 'commander';
import type { HostName } from '../fleet/model.ts';
import { followContainer } from '../operations/containers/containers-follow.ts';
import { type ImagePin, listImagePins, planUnpin } from '../operations/containers/image-pins.ts';
import { planImageRollback } from '../operations/containers/image-rollback.ts';
import { type SourceEdit, undoSourceEdits, writeSourceEdits } from '../operations/hosts/source-edits.ts';
import { withJournal } from '../operations/journal/journal.ts';
import { journalAction } from '../operations/journal/journal-action.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { apply } from '../operations/terraform/apply.ts';
import { plan } from '../operations/terraform/plan.ts';
import type { TerraformPlan } from '../operations/terraform/plans.ts';
import { createRedactor } from '../secrets/redaction.ts';
import { requireConsent } from './consent.ts';
import { describeContainerEvent, describeState } from './containers-text.ts';
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { describeEdits, describePins, describeRollback } from './image-text.ts';
import { reportFailure } from './plan.ts';
import { describeApplyEvent, describePlan, describePlanEvent, isEmptyPlan, tellPlan } from './plan-text.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  runInSession,
} from './run.ts';

interface RollbackFlags {
  readonly to?: string;
  readonly why?: string;
}

/** `peerdeck image`: holds a container's image to one that was good, and lets it go again. */
export function addImageCommand(program: Command): void {
  const image = program
    .command('image')
    .description('roll the image of a container back and pin it, list the pins, and unpin');
  image
    .command('rollback')
    .description('pin the last good image of a container in its source, and apply that alone')
    .argument('<host>')
    .argument('<container>')
    .addOption(new Option('--to <digest>', 'this image in place of the best candidate'))
    .addOption(new Option('--why <text>', 'the reason, beside the pin and in the log'))
    .action(async (host: string, container: string, options: RollbackFlags, command: Command) => {
      await runInSession(command, (session, context) => rollBack(session, host, container, options, context));
    });
  image
    .command('pins')
    .description('list the images that are pinned')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags }) => {
        const pins: readonly ImagePin[] = await listImagePins(session.fleet.root);
        if (flags.json) printJson({ type: 'result', pins });
        else printLine(describePins(pins));
        return exitCodes.done;
      });
    });
  image
    .command('unpin')
    .description('let an image follow its name again; the next apply takes it up')
    .argument('<image>', 'the name it followed before, as `image pins` shows it')
    .action(async (name: string, _options: unknown, command: Command) => {
      await runInSession(command, (session, context) => unpin(session, name, context));
    });
}

async function rollBack(
  session: FleetSession,
  host: string,
  container: string,
  { to, why }: RollbackFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { flags, signal } = context;
  refuseWhenReadOnly(flags, 'rolling an image back');
  const options = { ...(to !== undefined && { to }), ...(why !== undefined && { why }), signal };
  const rollback = await planImageRollback(session, host, container, options);
  const { edits, targets, chosen } = rollback;
  if (flags.json)
    printJson({ type: 'planned', rollback: { ...rollback, edits: edits.map(({ file }) => file) } });
  else printLine(describeRollback(rollback, createRedactor(session.fleet.secretValues)));
  const { root } = session.fleet;
  await writeSourceEdits(root, edits);
  let applied = false;
  try {
    const planned = await planEdited(session, edits, targets, context);
    if (planned.kind === 'failed') return reportFailure(planned, flags);
    const saved = planned.plan;
    if (flags.json) printJson(tellPlan(saved));
    else printLine(describePlan(saved));
    if (isEmptyPlan(saved)) printLine('The pin changes nothing that runs.');
    else {
      const { mode } = session.fleet;
      await requireConsent({ mode, question: 'Apply this to', verb: 'apply it' }, flags);
    }
    applied = true;
    const code = await applyPinned(
      session,
      saved,
      { host: rollback.host, container: rollback.container, ...(why && { why }) },
      context,
    );
    if (code !== exitCodes.done) return code;
  } finally {
    // Until something was applied the repository goes back to what it was.
    if (!applied) await undoSourceEdits(root, edits);
  }
  const reached = await readOperation(
    followContainer(session.remote.connect(rollback.host), rollback.container, chosen.imageId, { signal }),
    flags,
    describeContainerEvent,
  );
  if (flags.json) printJson({ type: 'result', ...reached });
  else if (reached.reached) printLine(describeDone(rollback.edits, rollback.current.image));
  else printLine(`${rollback.container} is not well yet: ${describeState(reached.after)}`);
  return reached.reached ? exitCodes.done : exitCodes.failed;
}

function describeDone(edits: readonly SourceEdit[], image: string): string {
  const files = edits.map(({ file }) => file).join(', ');
  return `It runs the pinned image. Commit ${files}; to let it follow its name again: peerdeck image unpin ${image}`;
}

/** Plans the repository as it is after the edits; what templates make for Terraform is made anew first. */
async function planEdited(
  session: FleetSession,
  edits: readonly SourceEdit[],
  targets: readonly string[],
  { flags, signal }: CommandContext,
) {
  const fleet = edits.every(({ file }) => file.startsWith('terraform/'))
    ? session
    : await reloadFleet(session);
  if (fleet !== session) await readOperation(render(fleet), flags, () => undefined);
  return readOperation(plan(fleet, { targets }, signal), flags, describePlanEvent);
}

async function applyPinned(
  session: FleetSession,
  saved: TerraformPlan,
  about: { readonly host: HostName; readonly container: string; readonly why?: string },
  { flags, signal }: CommandContext,
): Promise<ExitCode> {
  const { host, container, why } = about;
  const action = { kind: 'pin' as const, host, about: container, ...(why !== undefined && { why }) };
  if (isEmptyPlan(saved)) {
    await journalAction(
      session,
      action,
      async () => true,
      () => 'changed',
    );
    return exitCodes.done;
  }
  const result = await journalAction(
    session,
    action,
    () =>
      readOperation(withJournal(session, 'apply', apply(session, saved, signal), { why }), flags, (event) =>
        event.type === 'problem' ? formatProblem(event.problem) : describeApplyEvent(event),
      ),
    ({ kind }) => (kind === 'applied' ? 'changed' : 'failed'),
  );
  if (result.kind === 'applied') return exitCodes.done;
  reportFailure(result, flags);
  printLine(
    'The pin stays in the repository: plan and apply again, or take it out with peerdeck image unpin.',
  );
  return exitCodeFor(result.problem);
}

async function unpin(session: FleetSession, name: string, { flags }: CommandContext): Promise<ExitCode> {
  refuseWhenReadOnly(flags, 'unpinning an image');
  const { root, mode, secretValues } = session.fleet;
  const edits = await planUnpin(root, name);
  if (!flags.json) printLine(describeEdits(edits, createRedactor(secretValues)).join('\n'));
  await requireConsent({ mode, question: 'Write this into the repository of', verb: 'unpin it' }, flags);
  await writeSourceEdits(root, edits);
  if (flags.json) printJson({ type: 'result', unpinned: name, files: edits.map(({ file }) => file) });
  else printLine('Written. `peerdeck plan` shows what the next apply takes up.');
  return exitCodes.done;
}
