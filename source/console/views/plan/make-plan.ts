import type { Operation } from '../../../operations/operation.ts';
import type { ApplyResult, PlanResult, WayOut } from '../../../operations/terraform/plans.ts';
import type { StateEvent, StateResult } from '../../../operations/terraform/states.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { tellTask } from '../../controller/tell-task.ts';
import type { PlanWish } from '../../services.ts';
import type { TaskEnd, WorkEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import { planSlice } from './plan-state.ts';

/** Plans, shows the plan, and asks before it is applied. */
export async function planAndAsk(
  { runner, services, store }: ActionContext,
  wanted: PlanWish = {},
): Promise<void> {
  const result = await runner.run({
    kind: 'plan',
    leaving: 'Leaving stops it: nothing was changed.',
    start: (signal) => services.plan(signal, wanted),
    end: (planned) => ({ kind: 'plan', result: planned }),
  });
  noteFailure(store, result);
  if (result?.kind !== 'planned') return;
  const { add, change, remove } = result.plan;
  if (add + change + remove === 0) return;
  store.dispatch({ type: 'question-raised', question: { kind: 'apply', plan: result.plan } });
}

/** Keeps the ways out of an apply that failed. */
export function noteApplied(store: Store, result: ApplyResult | undefined): void {
  noteFailure(store, result);
}

function noteFailure(store: Store, result: PlanResult | ApplyResult | undefined): void {
  const waysOut = result?.kind === 'failed' ? (result.waysOut ?? []) : [];
  store.dispatch(planSlice.event({ kind: 'ways-found', waysOut }));
  if (waysOut.length > 0) store.dispatch({ type: 'view-chosen', view: 'plan' });
}

/** Takes a way out of what stopped Terraform; what changes anything is asked about first. */
export async function takeWayOut(context: ActionContext, way: WayOut): Promise<void> {
  const { asked, services } = context;
  switch (way.kind) {
    case 'plan-again':
    case 'wait':
      return planAndAsk(context);
    case 'upgrade-providers': {
      const lines = way.providers.map(
        ({ provider, from, wanted }) => `${provider} ${wanted ?? ''} (locked: ${from ?? 'none'})`,
      );
      const title = 'Download providers, and write .terraform.lock.hcl anew?';
      if (await asked.confirm({ title, lines, proceed: 'upgrade' }))
        await planAndAsk(context, { upgrade: true });
      return;
    }
    case 'unlock': {
      const lines = [
        'Two runs that write the state at once lose resources. Only when that run is surely gone.',
      ];
      const title = `Take the lock ${way.id} away?`;
      if (!(await asked.confirm({ title, lines, proceed: 'unlock' }))) return;
      return mendState(context, 'unlock', (signal) => services.unlockState(way.id, signal));
    }
    case 'recover-state': {
      const lines = [
        `${way.file} has what an apply made and could not save.`,
        'The state there is kept first.',
      ];
      const title = 'Put that state in its place?';
      if (!(await asked.confirm({ title, lines, proceed: 'recover' }))) return;
      return mendState(context, 'recover', (signal) => services.recoverState(signal));
    }
  }
}

/** Mends the state, and plans anew: what is left to do is another thing now. */
async function mendState(
  context: ActionContext,
  name: string,
  begin: (signal: AbortSignal) => Operation<StateEvent, StateResult>,
): Promise<void> {
  const result = await context.runner.run({
    kind: name,
    leaving: 'Leaving stops it: the state is the one before or the one after.',
    start: (signal): Operation<WorkEvent, StateResult> => tellTask(begin(signal), toWorkEvent),
    end: (ended) => stateEnd(name, ended),
  });
  if (result !== undefined && result.kind !== 'failed') await planAndAsk(context);
}

function toWorkEvent(event: StateEvent): WorkEvent | undefined {
  if (event.type === 'diagnostic') return event;
  if (event.type !== 'state-step') return undefined;
  return { type: 'task-stage', text: `${event.step}${event.detail === undefined ? '' : ` ${event.detail}`}` };
}

function stateEnd(name: string, result: StateResult): TaskEnd {
  if (result.kind === 'failed') {
    const { problem } = result;
    return { kind: 'task', name, result: 'failed', text: problem.message, problems: [problem] };
  }
  const text = result.kind === 'unlocked' ? `the lock ${result.id} is gone` : `the state is ${result.kind}`;
  return { kind: 'task', name, result: 'done', text, problems: [] };
}
