import { PyDict } from '../python/dict.ts';
import { PyTuple } from '../python/scalars.ts';
import { PyDictView, PyEntry } from '../python/sequences.ts';
import { spend } from '../runtime/budget.ts';
import { Output } from '../runtime/output.ts';
import { type Control, Provenance, type Read, type RichText, TracedSegment } from './provenance.ts';

/** An output that remembers what made each part of it. */
export class TracedOutput extends Output {
  readonly segments: TracedSegment[] = [];
}

/** Stands for a place in a container that is not known. */
const anyKey: unique symbol = Symbol('any key');

function join(first: Provenance, second: Provenance): Provenance {
  const both = new Provenance();
  both.add(first);
  both.add(second);
  return both;
}

/** Follows what is read while a template renders. */
export class Tracer {
  /** What has been read for the value being computed. */
  value = new Provenance();
  /** The conditions around the statement being rendered. */
  control: Control | undefined;
  output = new TracedOutput();
  /** Begins within the bounds that hold now. */
  start(): void {
    this.output = new TracedOutput();
  }

  /** What the template itself put into containers (lists it appends to, literals, namespaces), by key if known. */
  readonly #contents = new WeakMap<object, Map<unknown, Provenance>>();
  #hasContents = false;

  /** Records a look into a container, and what the template itself had put there. */
  read(container: object, key: unknown): void {
    this.value.add({ container, key });
    if (container instanceof PyEntry) this.value.add(entryRead(container));
    if (!this.#hasContents) return;
    const contents = this.#contents.get(container);
    if (contents === undefined) return;
    this.#addContents(contents.get(key));
    this.#addContents(contents.get(anyKey));
  }

  /** Records everything the template had put into a container. */
  readContents(container: unknown): void {
    if (!this.#hasContents || typeof container !== 'object' || container === null) return;
    for (const made of this.#contents.get(container)?.values() ?? []) this.#addContents(made);
  }

  #addContents(made: Provenance | undefined): void {
    if (made !== undefined && made !== this.value) this.value.add(made);
  }

  /** Records everything inside a value: it becomes text, or goes where its parts cannot be told apart. */
  readDeep(value: unknown): void {
    readParts(this, value, 12);
  }

  /** Records the plain values directly inside a container: they lose their place when they are handed on. */
  readItems(value: unknown): void {
    // The entries of a dict keep their place by themselves.
    if (value instanceof PyDictView && value.kind === 'items') return;
    readParts(this, value, 0);
  }

  /** A variable with a history of its own was read. */
  use(source: Provenance | undefined): void {
    if (source !== undefined) this.value.add(source);
  }

  /** Computes a value apart from the one around it. */
  apart<T>(compute: () => T): { readonly value: T; readonly made: Provenance } {
    const outer = this.value;
    const made = new Provenance();
    this.value = made;
    const value = compute();
    this.value = outer;
    return { value, made };
  }

  /** The history of a variable set now: its value's, and the conditions around the statement. */
  settle(made: Provenance): Provenance {
    if (this.control !== undefined) made.addChoice(this.control);
    return made;
  }

  /** Notes that the template put something into a container; under a key it replaces what was there. */
  putInto(container: unknown, made: Provenance, key: unknown = anyKey): void {
    if (typeof container !== 'object' || container === null || made.isEmpty()) return;
    this.#hasContents = true;
    let contents = this.#contents.get(container);
    if (contents === undefined) {
      contents = new Map();
      this.#contents.set(container, contents);
    }
    const before = key === anyKey ? contents.get(key) : undefined;
    if (before === undefined) contents.set(key, made);
    else contents.set(key, join(before, made));
  }

  /** Renders a part inside a condition. */
  within(decided: Provenance, render: () => void): void {
    const outer = this.control;
    this.control = decided.isEmpty() ? outer : { decided, outer };
    render();
    this.control = outer;
  }

  /** Text of the template itself. */
  writeData(text: string, template: string, line: number): void {
    this.#append(text, template, line, undefined);
  }

  /** The text of an expression: whole, or as the parts it was made of. */
  writeValue(text: string, template: string, line: number, made: Provenance): void {
    if (text === '') return;
    const rich = findText(made, text, 3);
    if (rich === undefined) this.#append(text, template, line, made.isEmpty() ? undefined : made);
    else this.splice(rich);
  }

  splice(rich: RichText): void {
    const { output } = this;
    const offset = output.text.length;
    output.write(rich.text);
    for (const segment of rich.segments) output.segments.push(segment.movedBy(offset));
  }

  #append(text: string, template: string, line: number, made: Provenance | undefined): void {
    if (text === '') return;
    const { output } = this;
    const start = output.text.length;
    output.write(text);
    output.segments.push(new TracedSegment(start, start + text.length, template, line, made, this.control));
  }

  /** Renders into an output of its own. */
  capture(render: () => void): RichText {
    const outer = this.output;
    const own = new TracedOutput();
    this.output = own;
    render();
    this.output = outer;
    return { text: own.text, segments: own.segments };
  }
}

/** The text with parts that a value is exactly, looked for a few steps back. */
function findText(made: Provenance, text: string, depth: number): RichText | undefined {
  for (const part of made.parts) {
    if (part instanceof Provenance) {
      const rich = depth === 0 ? undefined : findText(part, text, depth - 1);
      if (rich !== undefined) return rich;
    } else if ('text' in part && part.text === text) {
      return part;
    }
  }
  return undefined;
}

/** An entry stands for a place in its dict. */
export function entryRead(entry: PyEntry): Read {
  return { container: entry.dict, key: entry.items[0] };
}

/** Records the entries of a container and of those inside it, to a depth. */
function readParts(tracer: Tracer, value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  const container = value instanceof PyDictView ? value.dict : value;
  const entries = entriesOf(container);
  if (entries === undefined) return;
  tracer.readContents(container);
  for (const [key, part] of entries) {
    spend(1);
    if (depth > 0 || typeof part !== 'object') tracer.read(container, key);
    if (depth > 0) readParts(tracer, part, depth - 1);
  }
}

function entriesOf(container: object): Iterable<[unknown, unknown]> | undefined {
  if (container instanceof PyDict) return container.entries();
  if (Array.isArray(container)) return container.entries();
  return container instanceof PyTuple ? container.items.entries() : undefined;
}
