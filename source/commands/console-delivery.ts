import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { now } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { Finding } from '../checks/finding.ts';
import type {
  DeliveryServices,
  FleetStanding,
  PreparedChange,
  PrepareEvent,
  PrepareRequest,
} from '../console/services-delivery.ts';
import type { DeliveryLimits } from '../delivery/package.ts';
import { listUnfinishedHosts } from '../fleet/journal.ts';
import { describeRefusal } from '../operations/check/check-refusal.ts';
import type { DiffResult } from '../operations/diff/changes.ts';
import { type DeployOutcome, withJournal } from '../operations/journal/journal.ts';
import { readJournal } from '../operations/journal/journal-file.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import type { Operation } from '../operations/operation.ts';
import { render } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { type DeployEvent, deploy } from '../operations/sync/deploy.ts';
import { refuseWhenLocked, withFleetLock } from '../operations/sync/fleet-lock.ts';
import { listHolds } from '../operations/sync/hold.ts';
import { hold, release } from '../operations/sync/hold-change.ts';
import { breakClaim, breakHostLock, readLocks } from '../operations/sync/lock.ts';
import { preview } from '../operations/sync/preview.ts';
import { listReleases } from '../operations/sync/releases.ts';
import { rollback } from '../operations/sync/rollback.ts';
import { sync } from '../operations/sync/sync.ts';
import { describeForeign } from '../operations/sync/sync-unconfirmed.ts';
import { plan } from '../operations/terraform/plan.ts';
import type { TerraformPlan } from '../operations/terraform/plans.ts';
import type { RenderedTree } from '../rendering/rendered-file.ts';

/** The session as it was opened, or read anew since. */
export interface CurrentSession {
  session: FleetSession;
}

interface Shown {
  readonly session: FleetSession;
  readonly tree: RenderedTree;
  readonly errors: readonly Finding[];
}

/**
 * Changes of the hosts as the console makes them. Preparing reads the repository anew; what is delivered are the very
 * files that were shown.
 */
export function makeDeliveryServices(current: CurrentSession, limits: DeliveryLimits): DeliveryServices {
  let shown: Shown | undefined;

  async function* prepare(
    { hosts, terraform }: PrepareRequest,
    signal: AbortSignal,
  ): Operation<PrepareEvent, PreparedChange> {
    shown = undefined;
    await refuseWhenLocked(current.session);
    current.session = await reloadFleet(current.session);
    const session = limitTo(current.session, hosts);
    const tree = yield* renderAll(session, signal);
    const { checked, errors, compared } = yield* preview(session, tree, { signal });
    refuseFollowed(compared);
    const planned = terraform ? yield* planTerraform(session, signal) : undefined;
    shown = { session, tree, errors };
    return { checked, errors, compared, ...(planned === undefined ? {} : { plan: planned }) };
  }

  return {
    prepare,
    deliver: ({ hosts, plan: planned, why }, signal) => {
      if (shown === undefined) throw refuseUnshown();
      const { session, tree, errors } = shown;
      if (errors.length > 0 && why === undefined) throw new OperatorError(describeRefusal(errors));
      const verb = planned === undefined ? 'sync' : 'deploy';
      const overruled = [...new Set(errors.map(({ check }) => check))];
      return withFleetLock(session, { verb, why, signal }, (locked) => {
        const options = { hosts, limits, signal: locked, ...(why === undefined ? {} : { why }) };
        const change: Operation<DeployEvent, DeployOutcome> =
          planned === undefined
            ? sync(session, tree, options)
            : deploy(session, { tree, plan: planned }, options);
        return withJournal(session, verb, change, { why, overruled });
      });
    },
    unfinished: async () => {
      const { entries } = await readJournal(current.session.stateFolder);
      const names = new Set(listUnfinishedHosts(entries));
      return current.session.hosts.flatMap(({ name }) => (names.has(name) ? [name] : []));
    },
    standing: (signal) => readStanding(current.session, signal),
    releases: (host, signal) => listReleases(current.session, host, signal),
    rollback: (host, target, why, signal) => {
      const { session } = current;
      return withFleetLock(session, { verb: 'rollback', why, signal }, (locked) =>
        withJournal(
          session,
          'rollback',
          rollback(session, host, {
            release: target,
            limits,
            signal: locked,
            ...(why === undefined ? {} : { why }),
          }),
          { why },
        ),
      );
    },
    hold: (target, reason) => hold(current.session, target, reason),
    release: (target) => release(current.session, target),
    breakLock: async (lock, signal) => {
      const { session } = current;
      if (lock.kind === 'host') {
        await breakHostLock(session.remote.connect(lock.host), lock.lock, { signal });
        return `${lock.host} is free: s compares what stands there`;
      }
      const what = sanitizeLine(`the ${lock.claim.claim.verb} of ${lock.claim.claim.who}`);
      return (await breakClaim(lock.claim, session, { signal })) === 'ended'
        ? `${what} has ended: the fleet is free`
        : `${what} does not answer: its lock counts for nothing now; the hosts' own locks still do`;
    },
  };
}

function limitTo(session: FleetSession, hosts: PrepareRequest['hosts']): FleetSession {
  if (hosts === undefined) return session;
  const names = new Set(hosts);
  return { ...session, hosts: session.hosts.filter(({ name }) => names.has(name)) };
}

/** A change that somebody's console follows would refuse ours later: it does so now. Throws OperatorError. */
function refuseFollowed({ hosts }: DiffResult): void {
  for (const { host, unconfirmed } of hosts)
    if (unconfirmed?.followed) throw new OperatorError(describeForeign(host, unconfirmed));
}

/** Nothing is sent of what does not render as a whole. */
async function* renderAll(
  session: FleetSession,
  signal: AbortSignal,
): Operation<Extract<PrepareEvent, { type: 'problem' }>, RenderedTree> {
  const rendering = render(session, { signal });
  let step = await rendering.next();
  while (!step.done) {
    if (step.value.type === 'problem') yield step.value;
    step = await rendering.next();
  }
  const { tree, problems } = step.value;
  if (problems.length === 0) return tree;
  throw new OperatorError({
    kind: 'refused',
    message: `Nothing is compared: ${problems.length} ${problems.length === 1 ? 'file' : 'files'} could not be rendered.`,
    hint: 'Mend what the problems name, and try again.',
  });
}

/** The plan of a fleet that has Terraform; undefined for one that has none. */
async function* planTerraform(
  session: FleetSession,
  signal: AbortSignal,
): Operation<PrepareEvent, TerraformPlan | undefined> {
  const folder = await stat(join(session.fleet.root, 'terraform')).catch(() => undefined);
  if (!folder?.isDirectory()) return undefined;
  const result = yield* plan(session, {}, signal);
  if (result.kind === 'failed') throw new OperatorError(result.problem);
  return result.plan;
}

async function readStanding(session: FleetSession, signal: AbortSignal): Promise<FleetStanding> {
  const [locks, held] = await Promise.all([readLocks(session, { signal }), listHolds(session, signal)]);
  const holds = new Map(held.map((each) => [each.host, each.holds]));
  return {
    at: now(),
    claims: locks.claims,
    hosts: locks.hosts.map((each) => ({ ...each, holds: holds.get(each.host) ?? [] })),
  };
}

function refuseUnshown(): OperatorError {
  return new OperatorError({
    kind: 'refused',
    message: 'Nothing is sent that was not shown first: compare with the hosts once more.',
  });
}
