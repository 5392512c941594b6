/**
 * Python's values. An int is a `number` while it is a safe integer and a `bigint` beyond; a float is always a
 * `PyFloat`, so that `1.0` prints as Python prints it. A list is an array, a tuple a `PyTuple`, a dict a `PyDict`.
 */
export class PyFloat {
  constructor(readonly value: number) {}
}

/** An ordered dict. */
export class PyDict {
  readonly #entries = new Map<unknown, unknown>();

  get(key: unknown): unknown {
    return this.#entries.get(key);
  }

  set(key: unknown, value: unknown): void {
    this.#entries.set(key, value);
  }
}
