import { now } from '../../../basics/brand.ts';
import { type Problem, toProblem } from '../../../basics/problem.ts';
import type { HostName } from '../../../fleet/model.ts';
import type { DeployOutcome } from '../../../operations/journal/journal.ts';
import type { Operation } from '../../../operations/operation.ts';
import type { DeployEvent } from '../../../operations/sync/deploy.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { tellTask } from '../../controller/tell-task.ts';
import type { PreparedChange, PrepareEvent } from '../../services-delivery.ts';
import type { WorkEvent } from '../../store/events.ts';
import type { Question } from '../../store/state.ts';
import type { Store } from '../../store/store.ts';
import { awaitLock } from './await-lock.ts';
import { type DeployStateEvent, type DeployVerb, deploySlice } from './deploy-state.ts';
import { listWentBack } from './list-went-back.ts';
import { hasChanges } from './prepared-rows.ts';
import { readStanding } from './read-standing.ts';

type SyncQuestion = Extract<Question, { kind: 'sync' }>;

export interface WantedChange {
  readonly verb: 'sync' | 'deploy';
  /** All, unless told. */
  readonly hosts?: readonly HostName[];
}

/** Renders, checks, compares, and plans for a deploy; shows all of it on the deploy screen, and asks once. */
export async function prepareChange(context: ActionContext, { verb, hosts }: WantedChange): Promise<void> {
  const { runner, services, store } = context;
  const tell = (event: DeployStateEvent) => store.dispatch(deploySlice.event(event));
  tell({ kind: 'begun', verb });
  store.dispatch({ type: 'view-chosen', view: 'deploy' });
  const refusal: { problem?: Problem } = {};
  const prepared = await runner.run({
    kind: verb === 'deploy' ? 'deploy' : 'diff',
    leaving: 'Leaving stops it: nothing was changed.',
    total: hosts?.length ?? store.state.hosts.length,
    start: async function* (signal): Operation<WorkEvent, PreparedChange> {
      const request = { terraform: verb === 'deploy', ...(hosts !== undefined && { hosts }) };
      try {
        const change = yield* tellTask(services.delivery.prepare(request, signal), toWorkEvent);
        tell({ kind: 'prepared', verb, at: now(), change });
        return change;
      } catch (thrown) {
        refusal.problem = toProblem(thrown);
        throw thrown;
      }
    },
    end: ({ compared, plan }) => ({ kind: 'diff', result: compared, ...(plan !== undefined && { plan }) }),
  });
  if (refusal.problem?.kind === 'locked') awaitLock(context);
  store.dispatch({ type: 'fleet-read', warnings: services.warnings() });
  if (prepared === undefined || prepared.errors.length > 0 || !hasChanges(prepared)) return;
  askToSend(store, verb, prepared, { wentBack: await findWentBack(context, prepared) });
}

function askToSend(
  store: Store,
  verb: WantedChange['verb'],
  prepared: PreparedChange,
  more: Pick<SyncQuestion, 'why' | 'wentBack'>,
): void {
  const { plan, compared } = prepared;
  const applies = plan !== undefined && plan.add + plan.change + plan.remove > 0;
  const differences = compared.hosts.filter(isConcerned);
  const unread = compared.hosts.filter(({ problem }) => problem !== undefined).map(({ host }) => host);
  store.dispatch({
    type: 'question-raised',
    question: {
      kind: 'sync',
      verb,
      differences,
      ...(unread.length > 0 && { unread }),
      ...(applies && { plan }),
      ...more,
    },
  });
}

function isConcerned({ changes, unconfirmed }: PreparedChange['compared']['hosts'][number]): boolean {
  return changes.length > 0 || unconfirmed !== undefined;
}

/** The hosts of a change whose last change from here went back, and when that began. */
async function findWentBack(
  { services, store }: ActionContext,
  { compared }: PreparedChange,
): Promise<NonNullable<SyncQuestion['wentBack']>> {
  try {
    const { entries } = await services.journal();
    return listWentBack(
      entries,
      compared.hosts.filter(isConcerned).map(({ host }) => host),
    );
  } catch (thrown) {
    store.dispatch({ type: 'problem-found', problem: toProblem(thrown) });
    return [];
  }
}

/** Asks for the reason why what the checks found is passed over, and then whether to send it. */
export async function overruleChecks(context: ActionContext): Promise<void> {
  const { store, asked } = context;
  const { run } = deploySlice.of(store.state);
  if (run?.kind !== 'prepared' || run.verb === 'rollback') return;
  const { verb, change } = run;
  const why = await asked.text({
    title: 'Pass the checks over?',
    lines: [...change.errors.slice(0, 3).map(({ message }) => message), 'Why? It is kept in the journal.'],
  });
  if (why !== undefined)
    askToSend(store, verb, change, { why, wentBack: await findWentBack(context, change) });
}

/** Makes live what was shown, and follows it host by host. */
export function deliverChange(
  context: ActionContext,
  { verb = 'sync', differences, plan, why }: SyncQuestion,
): void {
  const { services, store } = context;
  const hosts = differences.map(({ host }) => host);
  const request = { hosts, ...(plan !== undefined && { plan }), ...(why !== undefined && { why }) };
  const before = deploySlice.of(store.state).run;
  // Only one change is made at a time, and what is asked about was prepared for this verb.
  void followChange(context, {
    verb: before?.kind === 'prepared' ? before.verb : verb,
    hosts,
    leaving: 'Leaving stops it: hosts that are not done go back to the release before.',
    begin: (signal) => services.delivery.deliver(request, signal),
  });
}

interface FollowedChange {
  readonly verb: DeployVerb;
  readonly hosts: readonly HostName[];
  readonly leaving: string;
  readonly begin: (signal: AbortSignal) => Operation<DeployEvent, DeployOutcome>;
}

/** Runs a change of hosts with the deploy screen following it. */
export async function followChange(
  { runner, services, store }: ActionContext,
  { verb, hosts, leaving, begin }: FollowedChange,
): Promise<void> {
  const tell = (event: DeployStateEvent) => store.dispatch(deploySlice.event(event));
  const refusal: { problem?: Problem } = {};
  await runner.run({
    kind: verb,
    leaving,
    total: hosts.length,
    start: async function* (signal): Operation<WorkEvent, DeployOutcome> {
      tell({ kind: 'started', verb, at: now(), hosts });
      store.dispatch({ type: 'view-chosen', view: 'deploy' });
      try {
        const outcome = yield* tellTask(begin(signal), (event) => {
          tell({ kind: 'told', at: now(), event });
          return toWorkEvent(event);
        });
        tell({ kind: 'ended', at: now(), stopped: signal.aborted });
        return outcome;
      } catch (thrown) {
        const problem = toProblem(thrown);
        refusal.problem = problem;
        tell({ kind: 'failed', at: now(), stopped: signal.aborted, problem });
        throw thrown;
      }
    },
    end: (result) => ({ kind: 'sync', verb, result }),
  });
  if (refusal.problem?.kind === 'locked') awaitLock({ store, services });
  await readStanding(store, services);
}

/** What the progress panel of the other views makes of an event; findings and waves stand on the deploy screen. */
function toWorkEvent(event: PrepareEvent | DeployEvent): WorkEvent | undefined {
  switch (event.type) {
    case 'finding':
    case 'unchecked':
    case 'unread':
    case 'forecast':
    case 'waves-planned':
      return undefined;
    case 'wave':
      return { type: 'task-stage', text: `wave ${event.wave} of ${event.waves}` };
    default:
      return event;
  }
}
