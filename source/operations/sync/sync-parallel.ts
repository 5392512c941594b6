import pLimit from 'p-limit';
import type { Operation } from '../operation.ts';

/** How many hosts are worked on at once. */
export const hostsAtOnce = 10;

/**
 * Works on several hosts at once and yields what each of them has to tell as it comes; the result keeps the order of
 * the items. A worker must not throw: what goes wrong with one host is its result.
 */
export async function* workInParallel<Item, Event extends { readonly type: string }, Result>(
  items: readonly Item[],
  worker: (item: Item, emit: (event: Event) => void) => Promise<Result>,
): Operation<Event, readonly Result[]> {
  const events: Event[] = [];
  let wake: () => void = () => undefined;
  let finished = false;
  const emit = (event: Event): void => {
    events.push(event);
    wake();
  };
  const limit = pLimit(hostsAtOnce);
  const work = Promise.all(items.map((item) => limit(() => worker(item, emit)))).finally(() => {
    finished = true;
    wake();
  });
  // A failure is thrown where the result is awaited; until then it must not count as unhandled.
  work.catch(() => undefined);
  while (!finished || events.length > 0) {
    const event = events.shift();
    if (event) yield event;
    else if (!finished)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  return work;
}
