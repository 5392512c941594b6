import { missing } from '../python/object.ts';
import { quote } from '../python/quote.ts';
import type { Activation, Execute } from '../runtime/activation.ts';
import { PyError } from '../runtime/errors.ts';
import { Provenance } from '../trace/provenance.ts';
import { Symbols } from './symbols.ts';

/** A function of a template at compile time: which variables it holds, and where. */
export class FunctionScope {
  readonly #slots = new Map<string, number>();

  constructor(readonly outer?: FunctionScope) {}

  get size(): number {
    return this.#slots.size;
  }

  /** Gives a variable a place here; the same place again where it has one. */
  own(ref: string): number {
    const known = this.#slots.get(ref);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(ref, slot);
    return slot;
  }

  /** Where a variable is: how many functions out, and its slot there. */
  locate(ref: string): Location {
    let hops = 0;
    for (let scope: FunctionScope | undefined = this; scope !== undefined; scope = scope.outer) {
      const slot = scope.#slots.get(ref);
      if (slot !== undefined) return { hops, slot };
      hops += 1;
    }
    return { hops: 0, slot: this.own(ref) };
  }
}

export interface Location {
  readonly hops: number;
  readonly slot: number;
}

/** The activation a variable lives in. */
export function reach(activation: Activation, hops: number): Activation {
  let found = activation;
  for (let left = hops; left > 0; left -= 1) found = found.outer;
  return found;
}

/** A lexical scope while it is compiled. */
export class BlockScope {
  /** At the top of the template, conditions included: assignments are exported. */
  toplevel = false;
  /** At the very top: outside conditions too. */
  rootlevel = false;
  /** Inside a condition: unknown filters are found out when they are reached. */
  soft = false;
  /** Its text is gathered, not written: a macro, a block `set`, a filter section. */
  captures = false;
  /** Output is dropped when the template turns out to extend another. */
  checksOutput = false;

  constructor(
    readonly symbols: Symbols,
    readonly fn: FunctionScope,
  ) {}

  /** A scope inside this one, in the same function or in one of its own. */
  inner(fn: FunctionScope = this.fn): BlockScope {
    const scope = new BlockScope(new Symbols(this.symbols), fn);
    scope.checksOutput = this.checksOutput;
    scope.captures = this.captures;
    return scope;
  }

  /** The scope of a branch: the same variables, but no longer certain to run. */
  branch(): BlockScope {
    const scope = new BlockScope(this.symbols.copy(), this.fn);
    scope.toplevel = this.toplevel;
    scope.checksOutput = this.checksOutput;
    scope.captures = this.captures;
    scope.soft = true;
    return scope;
  }

  /** Gives the variables of this scope their places in its function. To be called once its names are known. */
  claim(): void {
    for (const ref of this.symbols.loads.keys()) this.fn.own(ref);
  }

  /** Where a name's variable is. */
  locate(name: string): Location {
    return this.fn.locate(this.refOf(name));
  }

  refOf(name: string): string {
    const ref = this.symbols.findRef(name);
    if (ref !== undefined) return ref;
    throw new PyError(
      'AssertionError',
      `Tried to resolve a name to a reference that was unknown to the frame (${quote(name)})`,
    );
  }
}

/** Gives the variables of a scope their first values. */
export function compileEntry(scope: BlockScope, traced: boolean): Execute {
  const steps: Execute[] = [];
  for (const [ref, load] of scope.symbols.loads) {
    const slot = scope.fn.own(ref);
    if (load.kind === 'resolve')
      steps.push(traced ? resolveTraced(slot, load.name) : resolve(slot, load.name));
    if (load.kind === 'alias') steps.push(copy(slot, scope.fn.locate(load.source)));
    if (load.kind === 'undefined') steps.push(forget(slot));
  }
  return sequence(steps);
}

function forget(slot: number): Execute {
  return ({ slots }) => {
    slots[slot] = missing;
  };
}

function resolve(slot: number, name: string): Execute {
  return (activation) => {
    activation.slots[slot] = activation.context.resolve(name);
  };
}

function resolveTraced(slot: number, name: string): Execute {
  return (activation) => {
    activation.slots[slot] = activation.context.resolve(name);
    const history = activation.context.historyOf(name);
    if (history === undefined || history instanceof Provenance) {
      activation.histories[slot] = history;
    } else {
      const made = new Provenance();
      made.add(history);
      activation.histories[slot] = made;
    }
  };
}

function copy(slot: number, { hops, slot: source }: Location): Execute {
  return (activation) => {
    const from = reach(activation, hops);
    activation.slots[slot] = from.slots[source];
    activation.histories[slot] = from.histories[source];
  };
}

/** Forgets the variables of a scope that is left. */
export function compileExit(scope: BlockScope): Execute {
  const slots = [...scope.symbols.loads.keys()].map((ref) => scope.fn.own(ref));
  if (slots.length === 0) return doNothing;
  return ({ slots: values }) => {
    for (const slot of slots) values[slot] = missing;
  };
}

export function doNothing(): void {}

/** Steps one after the other. */
export function sequence(steps: readonly Execute[]): Execute {
  const [first, second, third] = steps;
  if (first === undefined) return doNothing;
  if (second === undefined) return first;
  if (steps.length === 2) {
    return (activation) => {
      first(activation);
      second(activation);
    };
  }
  if (third !== undefined && steps.length === 3) {
    return (activation) => {
      first(activation);
      second(activation);
      third(activation);
    };
  }
  return (activation) => {
    for (const step of steps) step(activation);
  };
}
