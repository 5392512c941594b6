/** One look at a value inside the variables: which container, and under which key or index. */
export interface Read {
  readonly container: object;
  readonly key: unknown;
}

/** A span of the output and what made it. */
export interface Segment {
  /** Offsets in the text, the end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly template: string;
  /** The line in that template. */
  readonly line: number;
  /** What was read to compute the span itself. */
  readonly reads: readonly Read[];
  /** What was read to decide that it is there: conditions and loops around it. */
  readonly control: readonly Read[];
}

/** Text made by a macro, a block `set` or a filter section, with the segments inside it. */
export interface RichText {
  readonly text: string;
  readonly segments: readonly TracedSegment[];
}

/** What went into one value, in order. Values made from others point at theirs instead of copying. */
export class Provenance {
  readonly parts: (Read | Provenance | RichText)[] = [];
  /** What chose the value without being part of it: sort keys, conditions around an assignment. */
  choices: Control[] | undefined;

  add(part: Read | Provenance | RichText): void {
    this.parts.push(part);
  }

  addChoice(control: Control): void {
    this.choices ??= [];
    this.choices.push(control);
  }

  isEmpty(): boolean {
    return this.parts.length === 0 && this.choices === undefined;
  }
}

/** The conditions around what is being rendered, innermost first. */
export interface Control {
  readonly decided: Provenance;
  readonly outer: Control | undefined;
}

/** Collects reads once each, in the order they are met. */
class ReadSet {
  readonly list: Read[] = [];
  readonly #seen = new Map<object, Set<unknown>>();

  add(read: Read): void {
    const keys = this.#seen.get(read.container);
    if (keys === undefined) this.#seen.set(read.container, new Set([read.key]));
    else if (keys.has(read.key)) return;
    else keys.add(read.key);
    this.list.push(read);
  }
}

/** A segment whose reads are only gathered when someone asks. */
export class TracedSegment implements Segment {
  readonly start: number;
  readonly end: number;
  readonly template: string;
  readonly line: number;
  readonly #provenance: Provenance | undefined;
  readonly #control: Control | undefined;
  #reads: readonly Read[] | undefined;
  #controlReads: readonly Read[] | undefined;

  constructor(
    start: number,
    end: number,
    template: string,
    line: number,
    provenance: Provenance | undefined,
    control: Control | undefined,
  ) {
    this.start = start;
    this.end = end;
    this.template = template;
    this.line = line;
    this.#provenance = provenance;
    this.#control = control;
  }

  /** The same made by the same, elsewhere in the text. */
  movedBy(offset: number): TracedSegment {
    return new TracedSegment(
      this.start + offset,
      this.end + offset,
      this.template,
      this.line,
      this.#provenance,
      this.#control,
    );
  }

  get reads(): readonly Read[] {
    this.#reads ??= this.#gather(false);
    return this.#reads;
  }

  get control(): readonly Read[] {
    this.#controlReads ??= this.#gather(true);
    return this.#controlReads;
  }

  #gather(control: boolean): readonly Read[] {
    const gatherer = new Gatherer();
    if (this.#provenance !== undefined) gatherer.addValue(this.#provenance);
    if (control) {
      if (this.#control !== undefined) gatherer.addControl(this.#control);
      return gatherer.gatherControl();
    }
    return gatherer.reads.list;
  }

  /** Adds what this segment was made of to a gathering. */
  addTo(gatherer: Gatherer): void {
    if (this.#provenance !== undefined) gatherer.addValue(this.#provenance);
    if (this.#control !== undefined) gatherer.addControl(this.#control);
  }
}

function pushPart<T>(open: T[], part: T | undefined): void {
  if (part !== undefined) open.push(part);
}

/** Walks what a value was made of. */
class Gatherer {
  readonly reads = new ReadSet();
  readonly #control = new ReadSet();
  readonly #values = new Set<Provenance>();
  readonly #pending = new Set<Control>();

  /** Adds what a value was made of, outer things before those found inside them. */
  addValue(start: Provenance): void {
    const open: (Read | Provenance | RichText)[] = [start];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (part instanceof Provenance) {
        if (this.#values.has(part)) continue;
        this.#values.add(part);
        for (const choice of part.choices ?? []) this.addControl(choice);
        for (let index = part.parts.length - 1; index >= 0; index -= 1) pushPart(open, part.parts[index]);
      } else if ('text' in part) {
        for (const segment of part.segments) segment.addTo(this);
      } else {
        this.reads.add(part);
      }
    }
  }

  addControl(start: Control): void {
    for (let control: Control | undefined = start; control !== undefined; control = control.outer) {
      if (this.#pending.has(control)) return;
      this.#pending.add(control);
    }
  }

  /** The reads of all conditions met so far, and of the conditions those depended on. */
  gatherControl(): readonly Read[] {
    const inner = new Gatherer();
    for (const control of this.#pending) {
      inner.addValue(control.decided);
      for (const further of inner.#pending) this.#pending.add(further);
    }
    for (const read of inner.reads.list) this.#control.add(read);
    return this.#control.list;
  }
}
