import { PyDict } from '../python/dict.ts';
import { PyTuple } from '../python/scalars.ts';
import { PyDictView, PyEntry } from '../python/sequences.ts';
import { Provenance, type Read } from './provenance.ts';
import { entryRead, type Tracer } from './tracer.ts';

/** The items of a loop, each with what it was made of. */
export class TracedItems implements Iterator<unknown> {
  readonly #tracer: Tracer;
  readonly #iterator: Iterator<unknown>;
  readonly #container: unknown;
  readonly #made: Provenance;
  /** Histories of items that were fetched ahead of their turn. */
  readonly #histories: Provenance[] = [];
  /** What decided how often the loop runs. */
  readonly decided: Provenance;
  readonly #keys: Iterator<unknown> | undefined;
  #index = 0;
  #current: Provenance | undefined;
  #before: Provenance | undefined;

  constructor(tracer: Tracer, iterator: Iterator<unknown>, container: unknown, made: Provenance) {
    this.#tracer = tracer;
    this.#iterator = iterator;
    this.#container = container;
    if (container instanceof PyDictView && container.kind === 'values') this.#keys = container.dict.keys();
    this.#made = made;
    this.decided = new Provenance();
    this.decided.add(made);
  }

  next(): IteratorResult<unknown> {
    const { value: step, made } = this.#tracer.apart(() => this.#iterator.next());
    if (!step.done) this.#histories.push(this.#describe(step.value, made));
    this.#index += 1;
    return step;
  }

  /** The history of the item whose turn it is now. */
  takeHistory(): Provenance | undefined {
    this.#before = this.#current;
    this.#current = this.#histories.shift();
    return this.#current;
  }

  /** `loop.previtem` was read. */
  addPrevious(): void {
    this.#tracer.use(this.#before);
  }

  /** `loop.nextitem` was read. */
  addNext(): void {
    this.#tracer.use(this.#histories[0]);
  }

  /** The values of a dict come in the order of its keys. */
  #placeInView(): Read | undefined {
    const step = this.#keys?.next();
    if (step === undefined || step.done || !(this.#container instanceof PyDictView)) return undefined;
    return { container: this.#container.dict, key: step.value };
  }

  /** What the container was made of, the item's place in it, and what was read to fetch it. */
  #describe(item: unknown, fetched: Provenance): Provenance {
    const history = new Provenance();
    history.add(this.#made);
    const place = this.#placeInView() ?? placeOf(this.#container, this.#index, item);
    if (place !== undefined) history.add(place);
    if (!fetched.isEmpty()) history.add(fetched);
    return history;
  }
}

function placeOf(container: unknown, index: number, item: unknown): Read | undefined {
  if (item instanceof PyEntry) return entryRead(item);
  if (Array.isArray(container) || container instanceof PyTuple) return { container, key: index };
  if (container instanceof PyDict) return { container, key: item };
  if (!(container instanceof PyDictView)) return undefined;
  const { dict, kind } = container;
  return kind === 'keys' ? { container: dict, key: item } : undefined;
}
