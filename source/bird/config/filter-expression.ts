import {
  bool,
  type FilterValue,
  isMatch,
  isSame,
  type NetPattern,
  readNet,
  truthOf,
  unknown,
} from './filter-values.ts';
import { type Group, isGroup, isSign, type Node, nameOf } from './tokens.ts';

/** What names and calls in an expression come to. */
export interface ExpressionScope {
  /** A variable, an attribute, a constant or a word such as `RTS_BGP`. */
  lookUp(name: string): FilterValue;
  call(name: string, values: readonly FilterValue[]): FilterValue;
}

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '!=', '<', '>', '<=', '>=', '~', '!~'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Evaluates an expression; what it cannot tell is `unknown`. */
export function evaluate(nodes: readonly Node[], scope: ExpressionScope): FilterValue {
  return new Evaluator(nodes, scope).run();
}

class Evaluator {
  readonly #nodes: readonly Node[];
  readonly #scope: ExpressionScope;
  #at = 0;

  constructor(nodes: readonly Node[], scope: ExpressionScope) {
    this.#nodes = nodes;
    this.#scope = scope;
  }

  run(): FilterValue {
    const value = this.#binary(0);
    return this.#at === this.#nodes.length ? value : unknown;
  }

  #binary(level: number): FilterValue {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (let operator = this.#operator(operators); operator; operator = this.#operator(operators)) {
      this.#at += 1;
      left = apply(operator, left, this.#binary(level + 1));
    }
    return left;
  }

  #operator(operators: readonly string[]): string | undefined {
    const node = this.#nodes[this.#at];
    return node?.kind === 'sign' && operators.includes(node.text) ? node.text : undefined;
  }

  #unary(): FilterValue {
    let isNegated = false;
    while (isSign(this.#nodes[this.#at], '!')) {
      isNegated = !isNegated;
      this.#at += 1;
    }
    const value = this.#postfix();
    if (!isNegated) return value;
    const truth = truthOf(value);
    return truth === undefined ? unknown : bool(!truth);
  }

  #postfix(): FilterValue {
    let value = this.#primary();
    while (isSign(this.#nodes[this.#at], '.')) {
      const name = nameOf(this.#nodes[this.#at + 1]);
      this.#at += 2;
      const isCall = isGroup(this.#nodes[this.#at], '(');
      if (isCall) this.#at += 1;
      value = isCall || name === undefined ? unknown : readMember(value, name);
    }
    return value;
  }

  #primary(): FilterValue {
    const node = this.#nodes[this.#at];
    this.#at += 1;
    if (node === undefined) return unknown;
    if (isGroup(node)) return this.#group(node);
    if (node.kind === 'number') return { kind: 'number', value: Number(node.text) };
    if (node.kind === 'string') return { kind: 'text', value: node.text };
    if (node.kind === 'address') return this.#net(node.text);
    if (node.kind === 'sign') return unknown;
    return this.#name(node.text);
  }

  #group({ open, nodes }: Group): FilterValue {
    if (open === '(') return evaluate(nodes, this.#scope);
    return open === '[' ? readSet(nodes, this.#scope) : unknown;
  }

  #net(address: string): FilterValue {
    const length = this.#nodes[this.#at + 1];
    if (!isSign(this.#nodes[this.#at], '/') || length?.kind !== 'number') return unknown;
    this.#at += 2;
    const net = readNet(address, Number(length.text));
    return net === undefined ? unknown : { kind: 'net', value: net };
  }

  #name(name: string): FilterValue {
    if (name === 'true' || name === 'false') return bool(name === 'true');
    const next = this.#nodes[this.#at];
    if (!isGroup(next, '(')) return this.#scope.lookUp(name);
    this.#at += 1;
    const values = splitAt(next.nodes, ',').map((part) => evaluate(part, this.#scope));
    return this.#scope.call(name, values);
  }
}

function readMember(value: FilterValue, name: string): FilterValue {
  if (value.kind === 'net' && name === 'len') return { kind: 'number', value: value.value.length };
  if (value.kind === 'net' && name === 'type') return { kind: 'word', value: `NET_IP${value.value.family}` };
  if (value.kind === 'empty' && name === 'len') return { kind: 'number', value: 0 };
  if (value.kind !== 'path') return unknown;
  const { value: path } = value;
  if (name === 'len') return { kind: 'number', value: path.length };
  if (name === 'first') return { kind: 'number', value: path[0] ?? 0 };
  return name.startsWith('last') ? { kind: 'number', value: path.at(-1) ?? 0 } : unknown;
}

function apply(operator: string, left: FilterValue, right: FilterValue): FilterValue {
  const truth = decide(operator, left, right);
  if (truth !== undefined) return bool(truth);
  if (left.kind !== 'number' || right.kind !== 'number') return unknown;
  const value = compute(operator, left.value, right.value);
  return value === undefined ? unknown : { kind: 'number', value };
}

function decide(operator: string, left: FilterValue, right: FilterValue): boolean | undefined {
  switch (operator) {
    case '||': {
      const truths = [truthOf(left), truthOf(right)];
      return truths.includes(true) ? true : truths.includes(undefined) ? undefined : false;
    }
    case '&&': {
      const truths = [truthOf(left), truthOf(right)];
      return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
    }
    case '=':
      return isSame(left, right);
    case '!=':
      return negate(isSame(left, right));
    case '~':
      return isMatch(left, right);
    case '!~':
      return negate(isMatch(left, right));
    default:
      return left.kind === 'number' && right.kind === 'number'
        ? order(operator, left.value, right.value)
        : undefined;
  }
}

function negate(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

function order(operator: string, left: number, right: number): boolean | undefined {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return undefined;
  }
}

function compute(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return undefined;
  }
}

/** The parts between signs of a kind. */
export function splitAt(nodes: readonly Node[], sign: string): readonly (readonly Node[])[] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (isSign(node, sign)) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** `[ 2001:db8::/32+, 10.0.0.0/8{16,24} ]`, `[ 64512..65534, 0 ]`, `[ RTS_BGP, RTS_STATIC ]`. */
function readSet(nodes: readonly Node[], scope: ExpressionScope): FilterValue {
  const nets: NetPattern[] = [];
  const ranges: (readonly [number, number])[] = [];
  const words: string[] = [];
  let isWhole = true;
  for (const part of splitAt(nodes, ',')) {
    const net = readNetPattern(part);
    const range = net === undefined ? readRange(part, scope) : undefined;
    const word = range === undefined && part.length === 1 ? nameOf(part[0]) : undefined;
    if (net !== undefined) nets.push(net);
    else if (range !== undefined) ranges.push(range);
    else if (word !== undefined && word === word.toUpperCase()) words.push(word);
    else isWhole = false;
  }
  return { kind: 'set', nets, ranges, words, isWhole };
}

function readNetPattern(part: readonly Node[]): NetPattern | undefined {
  const [address, slash, length, suffix, ...rest] = part;
  if (address?.kind !== 'address' || rest.length > 0) return undefined;
  const isBare = slash === undefined;
  if (!isBare && (!isSign(slash, '/') || length?.kind !== 'number')) return undefined;
  const bits = isBare
    ? address.text.includes(':')
      ? 128
      : 32
    : length?.kind === 'number'
      ? Number(length.text)
      : -1;
  const net = readNet(address.text, bits);
  if (net === undefined) return undefined;
  const longest = net.family === 4 ? 32 : 128;
  if (suffix === undefined) return { net, low: net.length, high: net.length };
  if (isSign(suffix, '+')) return { net, low: net.length, high: longest };
  if (isSign(suffix, '-')) return { net, low: 0, high: net.length };
  if (!isGroup(suffix, '{')) return undefined;
  const [low, comma, high] = suffix.nodes;
  if (low?.kind !== 'number' || !isSign(comma, ',') || high?.kind !== 'number') return undefined;
  return { net, low: Number(low.text), high: Number(high.text) };
}

function readRange(part: readonly Node[], scope: ExpressionScope): readonly [number, number] | undefined {
  const at = part.findIndex((node) => isSign(node, '..'));
  const low = evaluate(at < 0 ? part : part.slice(0, at), scope);
  const high = at < 0 ? low : evaluate(part.slice(at + 1), scope);
  return low.kind === 'number' && high.kind === 'number' ? [low.value, high.value] : undefined;
}
