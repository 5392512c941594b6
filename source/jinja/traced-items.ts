import { PyDict } from './dict.ts';
import { Provenance } from './provenance.ts';
import { PyTuple } from './scalars.ts';
import { PyDictView, PyEntry } from './sequences.ts';
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
  #index = 0;
  #current: Provenance | undefined;
  #before: Provenance | undefined;

  constructor(tracer: Tracer, iterator: Iterator<unknown>, container: unknown, made: Provenance) {
    this.#tracer = tracer;
    this.#iterator = iterator;
    this.#container = container;
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

  #describe(item: unknown, made: Provenance): Provenance {
    made.add(this.#made);
    const container = this.#container;
    if (Array.isArray(container)) made.add({ container, key: this.#index });
    else if (container instanceof PyTuple) made.add({ container, key: this.#index });
    else if (container instanceof PyDict) made.add({ container, key: item });
    if (item instanceof PyEntry) made.add(entryRead(item));
    else if (container instanceof PyDictView && container.kind === 'keys') {
      made.add({ container: container.dict, key: item });
    } else if (container instanceof PyDictView && container.kind === 'values') {
      const key = [...container.dict.keys()][this.#index];
      made.add({ container: container.dict, key });
    }
    return made;
  }
}
