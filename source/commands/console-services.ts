import { hostname, userInfo } from 'node:os';
import type { ConsoleServices, FleetHost } from '../console/services.ts';
import type { DeliveryLimits } from '../delivery/package.ts';
import { locateHost } from '../fleet/host-location.ts';
import type { Host } from '../fleet/model.ts';
import { check } from '../operations/check/check.ts';
import type { CheckEvent, CheckResult } from '../operations/check/check-model.ts';
import { diagnose } from '../operations/diagnose/diagnose.ts';
import type { RenderEvent, RenderResult } from '../operations/diff/changes.ts';
import { type JournalProblem, withJournal } from '../operations/journal/journal.ts';
import { readJournal } from '../operations/journal/journal-file.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import type { Operation } from '../operations/operation.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { watch } from '../operations/status/watch.ts';
import { withFleetLock } from '../operations/sync/fleet-lock.ts';
import { apply } from '../operations/terraform/apply.ts';
import { plan } from '../operations/terraform/plan.ts';
import type { ApplyResult, PlanEvent } from '../operations/terraform/plans.ts';
import { recoverState, unlockState } from '../operations/terraform/state-recover.ts';
import { why } from '../operations/why.ts';
import { makeContainerServices } from './console-containers.ts';
import { type CurrentSession, makeDeliveryServices } from './console-delivery.ts';
import { makePeerServices } from './console-peers.ts';
import { makeVitalsServices } from './console-vitals.ts';
import type { FleetFlags } from './flags.ts';

/** The operations as the console calls them. */
export function makeConsoleServices(
  opened: FleetSession,
  flags: FleetFlags,
  limits: DeliveryLimits,
): ConsoleServices {
  const current: CurrentSession = { session: opened };

  async function* renderAnew(signal: AbortSignal): Operation<RenderEvent, RenderResult> {
    current.session = await reloadFleet(current.session);
    return yield* render(current.session, { signal });
  }

  async function* checkAnew(signal: AbortSignal): Operation<CheckEvent, CheckResult> {
    current.session = await reloadFleet(current.session);
    return yield* check(current.session, { signal });
  }

  const { session } = current;
  return {
    fleet: {
      name: session.fleet.name,
      mode: session.fleet.mode,
      ...(flags.limit === undefined
        ? {}
        : { limit: { pattern: flags.limit, of: session.fleet.hosts.length } }),
      hosts: session.hosts.map(describeHost),
    },
    operator: `${userInfo().username}@${hostname()}`,
    readOnly: flags.readOnly,
    warnings: () => current.session.fleet.problems ?? [],
    watch: (signal) => watch(current.session, { signal }),
    render: renderAnew,
    delivery: makeDeliveryServices(current, limits),
    check: checkAnew,
    containers: makeContainerServices(current),
    journal: () => readJournal(current.session.stateFolder),
    plan: (signal, wanted = {}) => plan(current.session, wanted, signal),
    recoverState: (signal) => recoverState(current.session, signal),
    unlockState: (id, signal) => unlockState(current.session, id, signal),
    apply: (chosen, signal) =>
      journalApply(
        withFleetLock(current.session, { verb: 'apply', signal }, (locked) =>
          withJournal(current.session, 'apply', apply(current.session, chosen, locked)),
        ),
      ),
    why: (request) => why(current.session, request),
    diagnose: (request, signal) => diagnose(current.session, request, signal),
    peers: makePeerServices(() => current.session),
    vitals: makeVitalsServices(() => current.session),
    onCommand: (listener) => current.session.remote.onCommand(listener),
  };
}

function describeHost({ name, templateGroup, variables }: Host): FleetHost {
  const location = locateHost(variables);
  return { name, group: templateGroup, ...(location !== undefined && { location }) };
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
