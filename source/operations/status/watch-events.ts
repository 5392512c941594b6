/**
 * The newest event of each source, in the order the sources first spoke. A reader that falls behind skips what is
 * out of date, so nothing piles up.
 */
export class LatestEvents<Source, Event> implements AsyncIterable<Event> {
  readonly #events = new Map<Source, Event>();
  readonly #merge: (before: Event, event: Event) => Event;
  #wake: (() => void) | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /** `merge` makes the event that takes the place of one that was not read. */
  constructor(merge: (before: Event, event: Event) => Event) {
    this.#merge = merge;
  }

  put(source: Source, event: Event): void {
    if (this.#ended) return;
    const unread = this.#events.get(source);
    this.#events.set(source, unread === undefined ? event : this.#merge(unread, event));
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Ends the iteration with an error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, void> {
    while (true) {
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return;
      for (const [source, event] of this.#events) {
        this.#events.delete(source);
        yield event;
        if (this.#ended) break;
      }
      if (this.#ended || this.#events.size > 0) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
