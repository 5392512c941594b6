import { randomBytes } from 'node:crypto';
import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import type { HostDelivery } from '../../delivery/host-delivery.ts';
import type { HostLayout } from '../../delivery/layout.ts';
import type { LiveState } from '../../delivery/live-state.ts';
import { type Delivery, type DeliveryLimits, nameRelease, packDelivery } from '../../delivery/package.ts';
import {
  type ChangeAuthor,
  createFollowScript,
  createRecoverScript,
  createStageScript,
  createVerdictScript,
} from '../../delivery/stage-script.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import type { HostSyncResult, SyncEvent, SyncOutcome, SyncStage } from '../diff/changes.ts';
import type { FleetDelivery } from './fleet-delivery.ts';
import { describeEnd } from './sync-outcome.ts';
import { runScript, type ScriptRun } from './sync-transaction.ts';

/** One host whose files are changed, and for whom. */
export interface HostChange {
  readonly connection: HostConnection;
  /** The rendered files, to point into when the host refuses one. */
  readonly rendered: readonly RenderedFile[];
  readonly author: ChangeAuthor;
  readonly limits: DeliveryLimits;
  readonly layout: HostLayout;
  readonly deliveries: FleetDelivery;
  readonly signal: AbortSignal | undefined;
  readonly emit: (event: SyncEvent) => void;
  /** Told what a service has to say of a change that it takes no harm from. */
  readonly onNote?: (note: string) => void;
}

const stagingLimit = 180_000;

const unreachedKinds = new Set([
  'host-unreachable',
  'login-refused',
  'host-key-unknown',
  'host-key-changed',
  'host-key-revoked',
  'sync-unfollowed',
]);

/** How a host ended that a problem kept from being in line. */
export function outcomeOf(problem: Problem): SyncOutcome {
  if (problem.kind === 'locked' || problem.kind === 'held') return 'held';
  return unreachedKinds.has(problem.kind) ? 'unreached' : 'failed';
}

/** The release that stays live. */
export function releaseOf(release: string | undefined): { release?: string } {
  return release === undefined ? {} : { release };
}

/** Makes a change on a host: staged, started, followed, confirmed. Throws OperatorError. */
export async function deliver(
  sync: HostChange,
  delivery: Delivery,
  live: LiveState,
  hostDelivery: HostDelivery,
): Promise<HostSyncResult> {
  const { connection, limits, layout, author } = sync;
  const { host } = connection;
  const release = nameRelease(new Date(), randomBytes(2).toString('hex'));
  const settings = {
    release,
    armed: live.release !== undefined,
    verifyLimit: limits.verify,
    confirmLimit: limits.confirm,
  };
  const archive = packDelivery(delivery, live, settings, author, layout, hostDelivery);
  const notes = new Set<string>();
  const run = await stage({ ...sync, onNote: (note) => notes.add(note) }, release, archive);
  const files = delivery.changes.map(({ path }) => path);
  const ended = run.end?.kind === 'healthy' ? await confirm(sync, release) : run;
  if (ended.end?.kind === 'done') {
    const outcome = delivery.changes.length + live.pending.length > 0 ? 'changed' : 'unchanged';
    return { host, outcome, files, release, ...(notes.size > 0 ? { note: [...notes].join('; ') } : {}) };
  }
  const problem = describeEnd(host, ended, sync.rendered);
  if (ended.end?.kind === 'reverted') {
    return { host, outcome: 'reverted', files, ...releaseOf(live.release), problem };
  }
  return { host, outcome: outcomeOf(problem), files, ...releaseOf(live.release), problem };
}

/** Stages and starts the change; where the connection is lost on the way, finds out what became of it. */
async function stage(sync: HostChange, release: string, archive: Buffer): Promise<ScriptRun> {
  const { connection, author, layout, limits, signal } = sync;
  let missing = '';
  try {
    return await runScript(connection, createStageScript(release, author, layout, limits.confirm), {
      label: `stage release ${release}, validate and activate it`,
      limit: stagingLimit + limits.verify * 1000,
      stdin: archive,
      signal,
      onState: (state, detail) => {
        if (state === 'verifying') missing = detail;
        tellState(sync, state, detail);
      },
      onDeadline: (seconds) => tellCountdown(sync, release, seconds),
    });
  } catch (error) {
    if (signal?.aborted)
      return addEvidence(await giveVerdict(sync, release, 'revert interrupted by the operator'), missing);
    if (!isLost(error)) throw error;
    return rejoin(sync, createFollowScript(release, layout), release, `follow release ${release}`);
  }
}

/** What the host still waited for when the change was interrupted: the way back forgets it. */
export function addEvidence(run: ScriptRun, missing: string): ScriptRun {
  if (missing === '' || run.end?.kind !== 'reverted') return run;
  return { ...run, end: { kind: 'reverted', reason: `${run.end.reason}; until then: ${missing}` } };
}

async function confirm(sync: HostChange, release: string): Promise<ScriptRun> {
  tell(sync, 'confirming');
  return giveVerdict(sync, release, 'confirm');
}

/** Tells a change that is under way on the host what is decided, and follows it to its end. Throws OperatorError. */
export async function giveVerdict(sync: HostChange, release: string, verdict: string): Promise<ScriptRun> {
  const script = createVerdictScript(release, verdict, sync.layout);
  const label = `${verdict.split(' ')[0]} release ${release}`;
  return rejoin(sync, script, release, label);
}

/** Runs a script of a change that is under way, again after each loss, for as long as the change may take. */
export async function rejoin(
  sync: HostChange,
  script: string,
  release: string,
  label: string,
): Promise<ScriptRun> {
  const { limits } = sync;
  const limit = (limits.verify + limits.confirm + 30) * 1000;
  const deadline = Date.now() + limit;
  for (let losses = 0; ; losses += 1) {
    try {
      return await runScript(sync.connection, script, {
        label,
        limit,
        onState: (state, detail) => tellState(sync, state, detail),
        onDeadline: (seconds) => tellCountdown(sync, release, seconds),
      });
    } catch (error) {
      if (!isLost(error)) throw error;
      if (Date.now() > deadline) throw unfollowed(sync, error);
      if (losses === 0) tell(sync, 'verifying', 'the connection is lost; trying to come back to it');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** The change was begun, and what became of it cannot be asked. */
function unfollowed(sync: HostChange, cause: unknown): OperatorError {
  const { host } = sync.connection;
  return new OperatorError(
    {
      kind: 'sync-unfollowed',
      message: `the connection to ${host} was lost in the middle of the change, and did not come back`,
      host,
      answer: toProblem(cause).message,
      hint: 'without a confirmation the host has gone back to the release before by itself; once it is reachable, sync again',
    },
    { cause },
  );
}

function isLost(error: unknown): boolean {
  if (!(error instanceof OperatorError)) return false;
  return error.problem.kind === 'connection-lost' || error.problem.kind === 'host-unreachable';
}

/** Ends what an earlier change left half-done; its outcome is told, and the sync goes on from there. */
export async function recover(sync: HostChange, release: string): Promise<void> {
  const { connection, author, layout, limits, signal } = sync;
  tell(sync, 'recovering', `release ${release} was cut short`);
  const run = await runScript(connection, createRecoverScript(release, author, layout), {
    label: `end release ${release}, which was cut short`,
    limit: (limits.verify + limits.confirm + 60) * 1000,
    signal,
    onState: (state, detail) => tellState(sync, state, detail),
    onDeadline: (seconds) => tellCountdown(sync, release, seconds),
  });
  if (run.end?.kind === 'locked') throw new OperatorError(describeEnd(connection.host, run, sync.rendered));
}

const stages: Readonly<Record<string, SyncStage>> = {
  locking: 'locking',
  staging: 'staging',
  validating: 'validating',
  swapping: 'swapping',
  activating: 'activating',
  verifying: 'verifying',
  note: 'activating',
  reverting: 'reverting',
};

function tellState(sync: HostChange, state: string, detail: string): void {
  if (state === 'note') sync.onNote?.(detail);
  const stage = stages[state];
  if (stage) tell(sync, stage, detail);
}

function tellCountdown(sync: HostChange, release: string, secondsLeft: number): void {
  sync.emit({ type: 'host-countdown', host: sync.connection.host, release, secondsLeft });
}

/** Tells a step of the host's change. */
export function tell(sync: HostChange, stage: SyncStage, detail = ''): void {
  const { host } = sync.connection;
  sync.emit({ type: 'host-stage', host, stage, ...(detail === '' ? {} : { detail }) });
}
