/**
 * An operation: typed events as they happen, then a result. The console, the text output, the JSON lines and the
 * journal read the same events. Stopping the iteration, or aborting the signal it was given, stops the work.
 */
export type Operation<Event extends { readonly type: string }, Result> = AsyncGenerator<Event, Result, void>;

/** Runs an operation to its end, handing each event to `read`. */
export async function runOperation<Event extends { readonly type: string }, Result>(
  operation: Operation<Event, Result>,
  read: (event: Event) => void,
): Promise<Result> {
  while (true) {
    const step = await operation.next();
    if (step.done) return step.value;
    read(step.value);
  }
}
