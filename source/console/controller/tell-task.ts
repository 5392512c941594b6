import type { Operation } from '../../operations/operation.ts';
import type { WorkEvent } from '../store/events.ts';

/** An operation of a view's own as the progress panel follows it; events that say nothing there are left out. */
export async function* tellTask<Event extends { readonly type: string }, Result>(
  operation: Operation<Event, Result>,
  describe: (event: Event) => WorkEvent | undefined,
): Operation<WorkEvent, Result> {
  let step = await operation.next();
  while (!step.done) {
    const told = describe(step.value);
    if (told !== undefined) yield told;
    step = await operation.next();
  }
  return step.value;
}
