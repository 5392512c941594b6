import { hostname, userInfo } from 'node:os';
import { OperatorError } from '../basics/problem.ts';
import type { Finding } from '../checks/finding.ts';
import type { ConsoleServices } from '../console/services.ts';
import { apply } from '../operations/apply.ts';
import type {
  DiffEvent,
  DiffResult,
  RenderEvent,
  RenderResult,
  SyncEvent,
  SyncResult,
} from '../operations/changes.ts';
import { describeFindingProblem, describeRefusal } from '../operations/check-refusal.ts';
import { diagnose } from '../operations/diagnose.ts';
import { withFleetLock } from '../operations/fleet-lock.ts';
import { type JournalProblem, withJournal } from '../operations/journal.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import type { Operation } from '../operations/operation.ts';
import { plan } from '../operations/plan.ts';
import type { ApplyResult, PlanEvent } from '../operations/plans.ts';
import { type PreviewEvent, preview } from '../operations/preview.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { sync } from '../operations/sync.ts';
import { watch } from '../operations/watch.ts';
import type { WaveEvent } from '../operations/wave.ts';
import { why } from '../operations/why.ts';
import type { RenderedTree } from '../rendering/rendered-file.ts';
import type { FleetFlags } from './flags.ts';

/**
 * The operations as the console calls them. Rendering and comparing read the repository anew; a sync sends the
 * very files that the last comparison showed.
 */
export function makeConsoleServices(opened: FleetSession, flags: FleetFlags): ConsoleServices {
  let session = opened;
  let shown: { readonly tree: RenderedTree; readonly errors: readonly Finding[] } | undefined;

  async function* renderAnew(signal: AbortSignal): Operation<RenderEvent, RenderResult> {
    session = await reloadFleet(session);
    return yield* render(session, { signal });
  }

  async function* compare(signal: AbortSignal): Operation<DiffEvent, DiffResult> {
    shown = undefined;
    session = await reloadFleet(session);
    const rendered = render(session, { signal });
    let step = await rendered.next();
    while (!step.done) {
      if (step.value.type === 'problem') yield step.value;
      step = await rendered.next();
    }
    const { tree, problems } = step.value;
    if (problems.length > 0) throw refuseUnrendered(problems.length);
    const operation = preview(session, tree, { signal });
    let seen = await operation.next();
    while (!seen.done) {
      const told = toDiffEvent(seen.value);
      if (told) yield told;
      seen = await operation.next();
    }
    shown = { tree, errors: seen.value.errors };
    return seen.value.compared;
  }

  return {
    fleet: {
      name: session.fleet.name,
      mode: session.fleet.mode,
      ...(flags.limit === undefined
        ? {}
        : { limit: { pattern: flags.limit, of: session.fleet.hosts.length } }),
      hosts: session.hosts.map((host) => ({ name: host.name, group: host.templateGroup })),
    },
    operator: `${userInfo().username}@${hostname()}`,
    readOnly: flags.readOnly,
    warnings: () => session.fleet.problems ?? [],
    watch: (signal) => watch(session, { signal }),
    render: renderAnew,
    diff: compare,
    sync: (hosts, signal) => {
      if (shown === undefined) throw refuseUnshown();
      const { tree, errors } = shown;
      if (errors.length > 0) throw new OperatorError(describeRefusal(errors));
      return withoutWaves(
        withFleetLock(session, { verb: 'sync', signal }, (locked) =>
          withJournal(session, 'sync', sync(session, tree, { hosts, signal: locked })),
        ),
      );
    },
    plan: (signal) => plan(session, {}, signal),
    apply: (chosen, signal) =>
      journalApply(
        withFleetLock(session, { verb: 'apply', signal }, (locked) =>
          withJournal(session, 'apply', apply(session, chosen, locked)),
        ),
      ),
    why: (request) => why(session, request),
    diagnose: (request, signal) => diagnose(session, request, signal),
    onCommand: (listener) => session.remote.onCommand(listener),
  };
}

/** What the checks found is among the problems of a comparison. */
function toDiffEvent(event: PreviewEvent): DiffEvent | undefined {
  if (event.type === 'host-compared' || event.type === 'problem') return event;
  if (event.type !== 'finding' || event.finding.silenced !== undefined) return undefined;
  return { type: 'problem', problem: describeFindingProblem(event.finding) };
}

function refuseUnrendered(problems: number): OperatorError {
  return new OperatorError({
    kind: 'refused',
    message: `Nothing is compared: ${problems} ${problems === 1 ? 'file' : 'files'} could not be rendered.`,
    hint: 'Mend what the problems name, and try again.',
  });
}

function refuseUnshown(): OperatorError {
  return new OperatorError({
    kind: 'refused',
    message: 'Nothing is sent that was not shown first: compare with the hosts once more.',
  });
}

/** The console has a line for each host; a wave shows in what those tell. */
async function* withoutWaves(
  operation: Operation<SyncEvent | WaveEvent, SyncResult>,
): Operation<SyncEvent, SyncResult> {
  let step = await operation.next();
  while (!step.done) {
    if (step.value.type !== 'wave' && step.value.type !== 'waves-planned') yield step.value;
    step = await operation.next();
  }
  return step.value;
}

/** The console reads an apply's problems as diagnostics. */
async function* journalApply(
  operation: Operation<PlanEvent | JournalProblem, ApplyResult>,
): Operation<PlanEvent, ApplyResult> {
  let step = await operation.next();
  while (!step.done) {
    const event = step.value;
    yield event.type === 'problem'
      ? { type: 'diagnostic', severity: 'error', problem: event.problem }
      : event;
    step = await operation.next();
  }
  return step.value;
}
