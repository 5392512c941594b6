/** Holds back what is known of each item until all before it are told: work ends in any order, a reader wants one. */
export class OrderedLines {
  readonly #order: readonly string[];
  readonly #print: (text: string) => void;
  readonly #waiting = new Map<string, string | undefined>();
  #next = 0;

  constructor(order: readonly string[], print: (text: string) => void) {
    this.#order = order;
    this.#print = print;
  }

  /** What is to be told of an item; undefined where it is done and there is nothing to tell. */
  put(name: string, text: string | undefined): void {
    this.#waiting.set(name, text);
    for (let next = this.#order[this.#next]; next !== undefined; next = this.#order[this.#next]) {
      if (!this.#waiting.has(next)) return;
      this.#tell(next);
      this.#next += 1;
    }
  }

  /** Tells the rest, whatever is still missing. */
  flush(): void {
    for (const name of [...this.#order, ...this.#waiting.keys()]) this.#tell(name);
  }

  #tell(name: string): void {
    const text = this.#waiting.get(name);
    this.#waiting.set(name, undefined);
    if (text !== undefined) this.#print(text);
  }
}
