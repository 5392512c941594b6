/**
 * The newest event of each source, in the order the sources first spoke. A reader that falls behind skips what is
 * out of date, so nothing piles up.
 */
export class LatestEvents<Source, Event> implements AsyncIterable<Event> {
  readonly #events = new Map<Source, Event>();
  #wake: (() => void) | undefined;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  put(source: Source, event: Event): void {
    if (this.#ended) return;
    this.#events.set(source, event);
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
