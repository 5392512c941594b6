import { type ExpressionScope, evaluate, splitAt } from './filter-expression.ts';
import { bool, type FilterValue, truthOf, unknown } from './filter-values.ts';
import type { BirdConfig } from './model.ts';
import { type ConfigPlace, isGroup, isSign, isWord, type Node, nameOf, type Statement } from './tokens.ts';

/** A route as a filter sees it; what is not given is unknown to it. */
export type RouteAttributes = ReadonlyMap<string, FilterValue>;

/** How a filter may end for a route: both where it depends on what the configuration does not tell. */
export interface FilterVerdict {
  readonly mayAccept: boolean;
  readonly mayReject: boolean;
  /** Where it was rejected, the first place of several. */
  readonly rejectedAt?: ConfigPlace;
}

const deepest = 20;
const mostSteps = 20_000;

/** What the `import` or `export` of a channel does with a route; undefined where there is no such option. */
export function judgeRoute(
  statements: readonly Statement[],
  direction: 'import' | 'export',
  config: BirdConfig,
  route: RouteAttributes,
): FilterVerdict | undefined {
  const statement = findPolicy(statements, direction);
  if (statement === undefined) return undefined;
  const [, word, named] = statement.nodes;
  if (isWord(word, 'all')) return { mayAccept: true, mayReject: false };
  if (isWord(word, 'none')) return { mayAccept: false, mayReject: true, rejectedAt: statement.place };
  const runner = new FilterRunner(config, route);
  if (isWord(word, 'where')) return runner.where(statement.nodes.slice(2), statement.place);
  const body = isGroup(named, '{')
    ? named.nodes
    : config.filters.get(nameOf(named) ?? nameOf(word) ?? '')?.body;
  return body === undefined ? { mayAccept: true, mayReject: true } : runner.run(body, statement.place);
}

/** The statement that says what a channel imports or exports. */
export function findPolicy(
  statements: readonly Statement[],
  direction: 'import' | 'export',
): Statement | undefined {
  return statements.findLast(
    ({ nodes }) =>
      isWord(nodes[0], direction) &&
      !['limit', 'keep', 'table', 'block', 'in'].some((word) => isWord(nodes[1], word)),
  );
}

type Ending =
  | { readonly kind: 'accept' | 'reject'; readonly place: ConfigPlace }
  | { readonly kind: 'return'; readonly value: FilterValue };

interface Step {
  readonly endings: readonly Ending[];
  /** Whether what follows may be reached. */
  readonly goesOn: boolean;
}

const onward: Step = { endings: [], goesOn: true };

/** Words that declare a variable. */
const types: ReadonlySet<string> = new Set([
  ...[
    'int',
    'bool',
    'ip',
    'prefix',
    'string',
    'pair',
    'quad',
    'ec',
    'lc',
    'rd',
    'enum',
    'bgppath',
    'bgpmask',
  ],
  ...['clist', 'eclist', 'lclist', 'set', 'route'],
]);

class FilterRunner implements ExpressionScope {
  readonly #config: BirdConfig;
  #values: Map<string, FilterValue>;
  #depth = 0;
  #steps = 0;

  constructor(config: BirdConfig, route: RouteAttributes) {
    this.#config = config;
    this.#values = new Map(route);
  }

  run(body: readonly Node[], place: ConfigPlace): FilterVerdict {
    const { endings, goesOn } = this.#block(body);
    if (this.#steps > mostSteps) return { mayAccept: true, mayReject: true };
    // A filter that ends without a verdict rejects.
    const mayReject = goesOn || endings.some(({ kind }) => kind !== 'accept');
    const rejected = endings.find((ending) => ending.kind === 'reject');
    return {
      mayAccept: endings.some(({ kind }) => kind === 'accept'),
      mayReject,
      ...(mayReject ? { rejectedAt: rejected?.kind === 'reject' ? rejected.place : place } : {}),
    };
  }

  where(condition: readonly Node[], place: ConfigPlace): FilterVerdict {
    const truth = truthOf(evaluate(condition, this));
    return {
      mayAccept: truth !== false,
      mayReject: truth !== true,
      ...(truth === true ? {} : { rejectedAt: place }),
    };
  }

  lookUp(name: string): FilterValue {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const constant = this.#config.constants.get(name);
    if (constant !== undefined && this.#depth < deepest) {
      this.#depth += 1;
      const value = evaluate(constant.value, this);
      this.#depth -= 1;
      return value;
    }
    return /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name) ? { kind: 'word', value: name } : unknown;
  }

  call(name: string, values: readonly FilterValue[]): FilterValue {
    const routine = this.#config.functions.get(name);
    if (routine === undefined || this.#depth >= deepest) return unknown;
    const outer = this.#values;
    this.#values = new Map(outer);
    for (const [index, parameter] of routine.parameters.entries())
      this.#values.set(parameter, values[index] ?? unknown);
    this.#depth += 1;
    const { endings } = this.#block(routine.body);
    this.#depth -= 1;
    this.#values = outer;
    const [first, ...others] = endings;
    if (first?.kind !== 'return') return unknown;
    const truth = truthOf(first.value);
    const agree = others.every((other) => other.kind === 'return' && truthOf(other.value) === truth);
    return others.length === 0 ? first.value : agree && truth !== undefined ? bool(truth) : unknown;
  }

  #block(nodes: readonly Node[]): Step {
    const endings: Ending[] = [];
    let at = 0;
    while (at < nodes.length) {
      this.#steps += 1;
      if (this.#steps > mostSteps) return { endings, goesOn: true };
      const { step, next } = this.#command(nodes, at);
      endings.push(...step.endings);
      if (!step.goesOn) return { endings, goesOn: false };
      at = Math.max(next, at + 1);
    }
    return { endings, goesOn: true };
  }

  /** One command: to its `;`, its block, or the end of its `else`. */
  #command(nodes: readonly Node[], at: number): { readonly step: Step; readonly next: number } {
    const first = nodes[at];
    if (isGroup(first, '{')) return { step: this.#block(first.nodes), next: at + 1 };
    if (isWord(first, 'if')) return this.#condition(nodes, at);
    const semicolon = nodes.findIndex((node, index) => index >= at && isSign(node, ';'));
    const end = semicolon < 0 ? nodes.length : semicolon;
    if (isWord(first, 'case')) {
      const body = nodes.findIndex((node, index) => index > at && isGroup(node, '{'));
      return { step: this.#cases(nodes[body]), next: (body < 0 ? end : body) + 1 };
    }
    return { step: this.#simple(nodes.slice(at, end)), next: end + 1 };
  }

  #condition(nodes: readonly Node[], at: number): { readonly step: Step; readonly next: number } {
    const then = nodes.findIndex((node, index) => index > at && isWord(node, 'then'));
    if (then < 0) return { step: { endings: [], goesOn: true }, next: nodes.length };
    const truth = truthOf(evaluate(nodes.slice(at + 1, then), this));
    const before = new Map(this.#values);
    const yes = this.#command(nodes, then + 1);
    const afterYes = this.#values;
    this.#values = before;
    const hasElse = isWord(nodes[yes.next], 'else');
    const no = hasElse ? this.#command(nodes, yes.next + 1) : { step: onward, next: yes.next };
    if (truth === true) this.#values = afterYes;
    else if (truth === undefined)
      this.#values = mergeValues(
        yes.step.goesOn ? afterYes : this.#values,
        no.step.goesOn ? this.#values : afterYes,
      );
    if (truth !== undefined) return { step: truth ? yes.step : no.step, next: no.next };
    return {
      step: {
        endings: [...yes.step.endings, ...no.step.endings],
        goesOn: yes.step.goesOn || no.step.goesOn,
      },
      next: no.next,
    };
  }

  /** Any of the cases may be the one. */
  #cases(body: Node | undefined): Step {
    if (!isGroup(body)) return onward;
    const endings: Ending[] = [];
    for (const node of body.nodes.keys()) {
      if (!isSign(body.nodes[node], ':')) continue;
      endings.push(...this.#command(body.nodes, node + 1).step.endings);
    }
    this.#forget();
    return { endings, goesOn: true };
  }

  #simple(nodes: readonly Node[]): Step {
    const [first, second] = nodes;
    const name = nameOf(first);
    if (first === undefined || name === undefined) return onward;
    if (name === 'accept' || name === 'reject')
      return { endings: [{ kind: name, place: first.place }], goesOn: false };
    if (name === 'return')
      return { endings: [{ kind: 'return', value: evaluate(nodes.slice(1), this) }], goesOn: false };
    if (isSign(second, '=')) this.#values.set(name, evaluate(nodes.slice(2), this));
    else if (isSign(second, '.')) this.#change(name, nodes);
    else if (types.has(name) && nameOf(second) !== undefined)
      this.#values.set(
        nameOf(second) ?? '',
        isSign(nodes[2], '=') ? evaluate(nodes.slice(3), this) : unknown,
      );
    else if (isGroup(second, '(')) return this.#callStatement(name, second.nodes);
    return onward;
  }

  /** `bgp_path.prepend(X)`, `bgp_community.add(X)`: taking away from nothing leaves nothing. */
  #change(name: string, nodes: readonly Node[]): void {
    const value = this.lookUp(name);
    const method = nameOf(nodes[2]);
    if (method === 'empty')
      this.#values.set(name, value.kind === 'path' ? { kind: 'path', value: [] } : { kind: 'empty' });
    else if (!(method === 'delete' && value.kind === 'empty')) this.#values.set(name, unknown);
  }

  /** A function may end the filter itself, and change what it likes of the route. */
  #callStatement(name: string, nodes: readonly Node[]): Step {
    const routine = this.#config.functions.get(name);
    if (routine === undefined || this.#depth >= deepest) return onward;
    const values = splitAt(nodes, ',').map((part) => evaluate(part, this));
    for (const [index, parameter] of routine.parameters.entries())
      this.#values.set(parameter, values[index] ?? unknown);
    this.#depth += 1;
    const step = this.#block(routine.body);
    this.#depth -= 1;
    const endings = step.endings.filter(({ kind }) => kind !== 'return');
    return { endings, goesOn: step.goesOn || endings.length < step.endings.length };
  }

  #forget(): void {
    for (const name of this.#values.keys()) if (name !== 'net') this.#values.set(name, unknown);
  }
}

/** What two ways agree on. */
function mergeValues(
  one: ReadonlyMap<string, FilterValue>,
  other: ReadonlyMap<string, FilterValue>,
): Map<string, FilterValue> {
  const merged = new Map<string, FilterValue>();
  for (const [name, value] of one) merged.set(name, other.get(name) === value ? value : unknown);
  return merged;
}
