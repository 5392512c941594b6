import type { BlockNode, Expression, ForNode, Node, Statement } from '../syntax/nodes.ts';
import { childrenOf } from '../syntax/walk.ts';

/** How a variable of a scope gets its first value. */
export type Load =
  | { readonly kind: 'parameter' }
  /** Looked up in the context by name when the scope is entered. */
  | { readonly kind: 'resolve'; readonly name: string }
  /** Copied from an outer scope's variable. */
  | { readonly kind: 'alias'; readonly source: string }
  | { readonly kind: 'undefined' };

/**
 * The variables of one scope. Jinja2 decides at compile time which scope a name belongs to; its rules, odd corners
 * included, decide what templates print, so they are kept. A variable is known by a reference made of the
 * scope's level and its name.
 */
export class Symbols {
  readonly level: number;
  readonly parent: Symbols | undefined;
  refs = new Map<string, string>();
  loads = new Map<string, Load>();
  stores = new Set<string>();

  constructor(parent?: Symbols, level?: number) {
    this.parent = parent;
    this.level = level ?? (parent === undefined ? 0 : parent.level + 1);
  }

  findRef(name: string): string | undefined {
    return this.refs.get(name) ?? this.parent?.findRef(name);
  }

  findLoad(ref: string): Load | undefined {
    return this.loads.get(ref) ?? this.parent?.findLoad(ref);
  }

  copy(): Symbols {
    const copy = new Symbols(this.parent, this.level);
    copy.refs = new Map(this.refs);
    copy.loads = new Map(this.loads);
    copy.stores = new Set(this.stores);
    return copy;
  }

  load(name: string): void {
    if (this.findRef(name) === undefined) this.#define(name, { kind: 'resolve', name });
  }

  store(name: string): void {
    this.stores.add(name);
    if (this.refs.has(name)) return;
    const outer = this.parent?.findRef(name);
    this.#define(name, outer === undefined ? { kind: 'undefined' } : { kind: 'alias', source: outer });
  }

  declareParameter(name: string): string {
    this.stores.add(name);
    return this.#define(name, { kind: 'parameter' });
  }

  #define(name: string, load: Load): string {
    const ref = `${this.level}:${name}`;
    this.refs.set(name, ref);
    this.loads.set(ref, load);
    return ref;
  }

  /** Takes over what the branches of an `if` did; a name only some of them set keeps its outer value. */
  mergeBranches(branches: readonly Symbols[]): void {
    const counts = new Map<string, number>();
    for (const branch of branches) {
      for (const name of branch.stores) {
        if (!this.stores.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    for (const branch of branches) {
      for (const [name, ref] of branch.refs) this.refs.set(name, ref);
      for (const [ref, load] of branch.loads) this.loads.set(ref, load);
      for (const name of branch.stores) this.stores.add(name);
    }
    for (const [name, count] of counts) {
      if (count === branches.length) continue;
      const ref = this.findRef(name);
      if (ref === undefined) continue;
      const outer = this.parent?.findRef(name);
      this.loads.set(ref, outer === undefined ? { kind: 'resolve', name } : { kind: 'alias', source: outer });
    }
  }

  /** Every variable assigned here or further out, by name: what an included template may see. */
  assigned(): Map<string, string> {
    const result = new Map<string, string>();
    for (let scope: Symbols | undefined = this; scope !== undefined; scope = scope.parent) {
      for (const name of [...scope.stores].sort()) {
        const ref = this.findRef(name);
        if (!result.has(name) && ref !== undefined) result.set(name, ref);
      }
    }
    return result;
  }

  /** References of parameters of this scope, once per enclosing scope as Jinja2 counts them. */
  parameters(): Set<string> {
    const result = new Set<string>();
    for (const [ref, load] of this.loads) if (load.kind === 'parameter') result.add(ref);
    return result;
  }
}

/** Which part of a loop a scope is for. */
export type LoopPart = 'body' | 'else' | 'test';

/** Collects the names a scope made for this node uses. */
export function analyzeNode(symbols: Symbols, node: Exclude<Statement, ForNode>): void {
  const collector = new Collector(symbols);
  switch (node.kind) {
    case 'AssignBlock':
      collector.visitAll(node.body);
      break;
    case 'CallBlock':
      collector.visitAll([...node.args, ...node.defaults, ...node.body]);
      break;
    case 'With':
      collector.visitAll([...node.targets, ...node.body]);
      break;
    default:
      collector.visitAll(childrenOf(node));
  }
}

/** The same for the whole template or a block. */
export function analyzeBody(symbols: Symbols, body: readonly Statement[] | BlockNode['body']): void {
  new Collector(symbols).visitAll(body);
}

/** The same for a part of a loop. */
export function analyzeLoop(symbols: Symbols, node: ForNode, part: LoopPart): void {
  const collector = new Collector(symbols);
  if (part !== 'else') collector.visitTarget(node.target);
  if (part === 'body') collector.visitAll(node.body);
  if (part === 'else') collector.visitAll(node.otherwise);
  if (part === 'test' && node.test !== undefined) collector.visit(node.test);
}

/** Records loads and stores; scopes inside are left to themselves. */
class Collector {
  #symbols: Symbols;

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
  }

  visitAll(nodes: readonly Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  /** A loop's target: its names are given values by the loop. */
  visitTarget(target: Expression): void {
    if (target.kind === 'Name') this.#symbols.declareParameter(target.name);
    else
      for (const child of childrenOf(target))
        if (child.kind === 'Name' || child.kind === 'Tuple') this.visitTarget(child);
  }

  visit(node: Node): void {
    const symbols = this.#symbols;
    switch (node.kind) {
      case 'Name':
        if (node.use === 'param') symbols.declareParameter(node.name);
        else if (node.use === 'store') symbols.store(node.name);
        else symbols.load(node.name);
        break;
      case 'NSRef':
        symbols.load(node.name);
        break;
      case 'If':
        this.visit(node.test);
        symbols.mergeBranches([
          this.#branch(node.body),
          this.#branch(node.elifs),
          this.#branch(node.otherwise),
        ]);
        break;
      case 'Macro':
        symbols.store(node.name);
        break;
      case 'Import':
        this.visit(node.template);
        symbols.store(node.target);
        break;
      case 'FromImport':
        this.visit(node.template);
        for (const { alias } of node.names) symbols.store(alias);
        break;
      case 'Assign':
        this.visit(node.value);
        this.visit(node.target);
        break;
      case 'For':
        this.visit(node.iterable);
        break;
      case 'CallBlock':
        this.visit(node.call);
        break;
      case 'FilterBlock':
        this.visit(node.filter);
        break;
      case 'With':
        this.visitAll(node.values);
        break;
      case 'AssignBlock':
        this.visit(node.target);
        break;
      case 'Scope':
      case 'Block':
        break;
      default:
        this.visitAll(childrenOf(node));
    }
  }

  #branch(nodes: readonly Node[]): Symbols {
    const outer = this.#symbols;
    this.#symbols = outer.copy();
    this.visitAll(nodes);
    const branch = this.#symbols;
    this.#symbols = outer;
    return branch;
  }
}
