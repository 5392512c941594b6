/** The events that work emits while it runs; ends when the work does, and throws what it throws. */
export async function* streamEvents<Event>(
  work: (emit: (event: Event) => void) => Promise<void>,
): AsyncGenerator<Event, void, void> {
  const events: Event[] = [];
  let wake: (() => void) | undefined;
  let running = true;
  const done = work((event) => {
    events.push(event);
    wake?.();
  }).finally(() => {
    running = false;
    wake?.();
  });
  // A failure is thrown below, after the events before it.
  done.catch(() => undefined);
  while (running || events.length > 0) {
    const event = events.shift();
    if (event !== undefined) yield event;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await done;
}
