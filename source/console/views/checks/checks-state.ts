import type { Instant } from '../../../basics/brand.ts';
import { now } from '../../../basics/brand.ts';
import { type Problem, toProblem } from '../../../basics/problem.ts';
import type { CheckResult } from '../../../operations/check/check-model.ts';
import { type Operation, runOperation } from '../../../operations/operation.ts';
import type { ActionContext } from '../../controller/controller.ts';
import type { TaskEvent } from '../../store/events.ts';
import { countOf } from '../../store/words.ts';
import { defineSlice } from '../slice.ts';
import type { WatchContext } from '../view.ts';

/** What the checks of both ends found, when they were made last. */
export interface ChecksState {
  readonly at?: Instant;
  readonly result?: CheckResult;
  /** Why they could not be made. */
  readonly problem?: Problem;
}

type ChecksEvent =
  | { readonly kind: 'checked'; readonly at: Instant; readonly result: CheckResult }
  | { readonly kind: 'unchecked'; readonly problem: Problem };

export const checksSlice = defineSlice<ChecksState, ChecksEvent>('checks', {}, (state, event) =>
  event.kind === 'checked' ? { at: event.at, result: event.result } : { ...state, problem: event.problem },
);

/** Checks once, where nobody did. */
export async function checkOnce({ store, services, signal }: WatchContext): Promise<void> {
  if (checksSlice.of(store.state).result !== undefined) return;
  try {
    const result = await runOperation(services.check(signal), () => undefined);
    if (!signal.aborted) store.dispatch(checksSlice.event({ kind: 'checked', at: now(), result }));
  } catch (thrown) {
    if (!signal.aborted) {
      store.dispatch(checksSlice.event({ kind: 'unchecked', problem: toProblem(thrown) }));
    }
  }
}

/** Checks anew, as something that is under way. */
export async function checkAgain({ store, services, runner }: ActionContext): Promise<void> {
  await runner.run({
    kind: 'check',
    leaving: 'Leaving stops it: nothing was changed.',
    start: async function* (signal): Operation<TaskEvent, CheckResult> {
      yield { type: 'task-stage', text: 'rendering and checking both ends' };
      const result = await runOperation(services.check(signal), () => undefined);
      store.dispatch(checksSlice.event({ kind: 'checked', at: now(), result }));
      return result;
    },
    end: ({ findings }) => {
      const standing = findings.filter(({ silenced }) => silenced === undefined).length;
      const text =
        standing === 0 ? 'the checks found nothing' : `the checks found ${countOf(standing, 'thing')}`;
      return { kind: 'task', name: 'check', result: 'done', text, problems: [] };
    },
  });
}
