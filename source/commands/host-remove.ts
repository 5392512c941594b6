import { OperatorError } from '../basics/problem.ts';
import { diff } from '../operations/diff/diff.ts';
import type { HostChange } from '../operations/hosts/host-change.ts';
import { drainHost } from '../operations/hosts/host-drain.ts';
import { withJournal } from '../operations/journal/journal.ts';
import { findHost } from '../operations/peer/peer-find.ts';
import type { FleetSession } from '../operations/session.ts';
import { withFleetLock } from '../operations/sync/fleet-lock.ts';
import { guardProduction } from '../operations/sync/guard.ts';
import { sync } from '../operations/sync/sync.ts';
import { apply } from '../operations/terraform/apply.ts';
import { plan } from '../operations/terraform/plan.ts';
import type { TerraformPlan } from '../operations/terraform/plans.ts';
import { requireTypedName } from './consent.ts';
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { describeDrain } from './host-text.ts';
import { reportFailure } from './plan.ts';
import { describeApplyEvent, describePlan, describePlanEvent, isEmptyPlan, tellPlan } from './plan-text.ts';
import { type CommandContext, printJson, printLine, readOperation } from './run.ts';
import { exitCodeOfSync, SyncLines, summarizeSync } from './sync-text.ts';

interface RemovalOptions {
  readonly keepResources: boolean;
  readonly why?: string;
}

/**
 * Everything outside the repository, in the order in which nothing is left behind: sessions down, then the neighbours
 * without them and without their tunnels, then Terraform - while its configuration still has the host's provider.
 */
export async function removeInOrder(
  session: FleetSession,
  change: HostChange,
  options: RemovalOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { host } = change;
  const { flags } = context;
  await guardProduction(session);
  if (change.problems.length > 0) throw notRenderable(change);
  const saved = await planDestruction(session, change, options, context);
  if (saved !== undefined && 'problem' in saved) return exitCodeFor(saved.problem);
  await requireTypedName(host, `${host} goes for good.`, flags);
  await drain(session, change, context);
  const synced = await syncNeighbours(session, change, options, context);
  if (synced !== exitCodes.done) {
    printLine(`${host} is drained and still in the repository: mend what failed, then remove it again.`);
    return synced;
  }
  if (saved === undefined) return exitCodes.done;
  step(context, 'Terraform');
  const result = await readOperation(
    withJournal(session, 'apply', apply(session, saved, context.signal), {
      why: options.why ?? `remove ${host}`,
    }),
    flags,
    (event) => (event.type === 'problem' ? formatProblem(event.problem) : describeApplyEvent(event)),
  );
  if (result.kind === 'applied') return exitCodes.done;
  reportFailure(result, flags);
  printLine(`${host} is still in the repository: remove it again, and what is left goes.`);
  return exitCodeFor(result.problem);
}

function notRenderable({ host, problems }: HostChange): OperatorError {
  const [first] = problems;
  return new OperatorError({
    kind: 'refused',
    message: `Without ${host} the fleet cannot be rendered: ${first?.message ?? 'unknown'}`,
    ...(first?.place && { place: first.place }),
    hint: 'Mend that first, or give --edit-only and mend it afterwards.',
  });
}

/** The plan that takes what belongs to the host away; undefined where nothing does. */
async function planDestruction(
  session: FleetSession,
  { resources, host }: HostChange,
  { keepResources }: RemovalOptions,
  { flags, signal }: CommandContext,
): Promise<TerraformPlan | { readonly problem: NonNullable<HostChange['problems'][number]> } | undefined> {
  if (keepResources || resources === undefined || resources.length === 0) return undefined;
  const targets = resources.map(({ address }) => address);
  const result = await readOperation(
    plan(session, { destroy: true, targets }, signal),
    flags,
    describePlanEvent,
  );
  if (result.kind === 'failed') {
    reportFailure(result, flags);
    if (!flags.json)
      printLine(`Nothing was done. --keep-resources leaves what Terraform has of ${host} as it is.`);
    return { problem: result.problem };
  }
  if (flags.json) printJson(tellPlan(result.plan));
  else printLine(describePlan(result.plan));
  return isEmptyPlan(result.plan) ? undefined : result.plan;
}

async function drain(session: FleetSession, { host }: HostChange, context: CommandContext): Promise<void> {
  step(context, `drain ${host}`);
  const found = findHost(session, host);
  await readOperation(drainHost(session, found.name, context.signal), context.flags, describeDrain);
}

async function syncNeighbours(
  session: FleetSession,
  { after, neighbours, host }: HostChange,
  { why = `remove ${host}` }: RemovalOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (neighbours.length === 0) return exitCodes.done;
  const { flags, signal } = context;
  step(context, `neighbours: ${neighbours.join(', ')}`);
  const wanted = new Set<string>(neighbours);
  const hosts = after.fleet.hosts.filter(({ name }) => wanted.has(name));
  const edited = { ...session, fleet: { ...after.fleet, root: session.fleet.root }, hosts };
  const comparing = diff(edited, after.tree, { deleteStale: true, signal });
  const lines = new SyncLines(await readOperation(comparing, { json: false }, () => undefined), printLine);
  const result = await readOperation(
    withFleetLock(session, { verb: 'sync', why, signal }, (locked) =>
      withJournal(session, 'sync', sync(edited, after.tree, { signal: locked, deleteStale: true, why }), {
        why,
      }),
    ),
    flags,
    (event) => lines.describe(event),
  );
  lines.flush();
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(summarizeSync(result));
  return exitCodeOfSync(result);
}

function step({ flags }: CommandContext, text: string): void {
  if (flags.json) printJson({ type: 'step', text });
  else printLine(`${text} …`);
}
