import { hostname, userInfo } from 'node:os';
import { OperatorError } from '../basics/problem.ts';
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
import { diagnose } from '../operations/diagnose.ts';
import { diff } from '../operations/diff.ts';
import { type JournalProblem, withJournal } from '../operations/journal.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import type { Operation } from '../operations/operation.ts';
import { plan } from '../operations/plan.ts';
import type { ApplyResult, PlanEvent } from '../operations/plans.ts';
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
  let shown: RenderedTree | undefined;

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
    const result = yield* diff(session, tree, { signal });
    shown = tree;
    return result;
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
      return withoutWaves(withJournal(session, 'sync', sync(session, shown, { hosts, signal })));
    },
    plan: (signal) => plan(session, {}, signal),
    apply: (chosen, signal) => journalApply(withJournal(session, 'apply', apply(session, chosen, signal))),
    why: (request) => why(session, request),
    diagnose: (request, signal) => diagnose(session, request, signal),
    onCommand: (listener) => session.remote.onCommand(listener),
  };
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
