import { PyError } from './errors.ts';

/** Bounds of one render. A template that passes one fails with a `LimitError`; the process never hangs on it. */
export interface Limits {
  /** Units of work: an iteration, an item looked at, about a hundred characters handled. */
  readonly work: number;
  /** The longest string or output, in characters. */
  readonly size: number;
  /** The most items a list, tuple or dict may hold. */
  readonly items: number;
  /** Characters in all strings made, whether they are still in use or not. */
  readonly total: number;
  /** Calls inside calls: macros, includes, recursive loops. */
  readonly depth: number;
  /** Wall-clock milliseconds. */
  readonly time: number;
}

export const defaultLimits: Limits = {
  work: 50_000_000,
  size: 16 * 1024 * 1024,
  items: 2_000_000,
  total: 1024 * 1024 * 1024,
  depth: 250,
  time: 20_000,
};

/** What the render that runs now has used. Rendering is synchronous, so there is one at a time. */
class Budget {
  #work: number;
  #untilClock = clockInterval;
  readonly #deadline: number;
  depth = 0;
  made = 0;

  constructor(readonly limits: Limits) {
    this.#work = limits.work;
    this.#deadline = Date.now() + limits.time;
  }

  spend(cost: number): void {
    this.#work -= cost;
    this.#untilClock -= cost;
    if (this.#untilClock <= 0) this.#check();
  }

  #check(): void {
    this.#untilClock = clockInterval;
    if (this.#work < 0) throw limitError(`more than ${this.limits.work} steps`);
    if (Date.now() > this.#deadline) throw limitError(`more than ${this.limits.time / 1000} seconds`);
  }
}

/** Work between two looks at the clock. */
const clockInterval = 20_000;

let current = new Budget(defaultLimits);

/** Runs one render within its own bounds. */
export function withBudget<T>(limits: Limits, run: () => T): T {
  const outer = current;
  current = new Budget(limits);
  try {
    return run();
  } finally {
    current = outer;
  }
}

/** Counts work done: call it wherever a loop depends on data. */
export function spend(cost: number): void {
  current.spend(cost);
}

/** Refuses a string of this size before it is made. */
export function reserve(size: number): void {
  checkSize(size);
  account(size);
}

/** Counts a string that was made. */
export function account(size: number): void {
  current.made += size;
  if (current.made > current.limits.total) {
    throw limitError(`strings of more than ${current.limits.total} characters in all`);
  }
  current.spend(size / 100);
}

/** Counts the work of looking through a text. */
export function spendOnText(text: unknown): void {
  if (typeof text === 'string' && text.length > 1000) current.spend(text.length / 500);
}

/** The same for a string that grows: only its size is looked at, the work is counted where it is done. */
export function checkSize(size: number): void {
  if (size > current.limits.size) {
    throw limitError(`a text of ${size} characters (at most ${current.limits.size})`);
  }
}

/** Refuses a list, tuple or dict of this size before it is made. */
export function reserveItems(count: number): void {
  checkItems(count);
  current.spend(count / 4);
}

/** The same for a list or dict that grows. */
export function checkItems(count: number): void {
  if (count > current.limits.items) {
    throw limitError(`${count} items in one value (at most ${current.limits.items})`);
  }
}

/** Enters a call; pair with `leave`. */
export function enter(): void {
  current.depth += 1;
  if (current.depth > current.limits.depth) {
    throw limitError(`more than ${current.limits.depth} calls inside each other`);
  }
}

export function leave(): void {
  current.depth -= 1;
}

/** The largest output the current render may make, in characters. */
export function outputLimit(): number {
  return current.limits.size;
}

export function limitError(what: string): PyError {
  return new PyError('LimitError', `the template goes beyond a limit: ${what}`);
}
