import type {
  Arguments,
  ArithmeticKind,
  CallNode,
  Comparison,
  Expression,
  FilterNode,
  SliceNode,
} from './nodes.ts';
import type { Parser } from './parser.ts';
import { quote } from './quote.ts';
import { describeToken, type TokenKind } from './tokens.ts';

const comparisons = new Map<TokenKind, Comparison>([
  ['eq', 'eq'],
  ['ne', 'ne'],
  ['lt', 'lt'],
  ['lteq', 'lteq'],
  ['gt', 'gt'],
  ['gteq', 'gteq'],
]);

const sums = new Map<TokenKind, ArithmeticKind>([
  ['add', 'Add'],
  ['sub', 'Sub'],
]);

const products = new Map<TokenKind, ArithmeticKind>([
  ['mul', 'Mul'],
  ['div', 'Div'],
  ['floordiv', 'FloorDiv'],
  ['mod', 'Mod'],
]);

const powers = new Map<TokenKind, ArithmeticKind>([['pow', 'Pow']]);

/** An expression; `conditional: false` leaves an `if` after it to the caller. */
export function parseExpression(parser: Parser, conditional = true): Expression {
  return conditional ? parseConditional(parser) : parseOr(parser);
}

function parseConditional(parser: Parser): Expression {
  const { stream } = parser;
  let { line } = stream.current;
  let then = parseOr(parser);
  while (stream.skipName('if')) {
    const test = parseOr(parser);
    const otherwise = stream.skipName('else') ? parseConditional(parser) : undefined;
    then = { kind: 'CondExpr', line, test, then, otherwise };
    line = stream.current.line;
  }
  return then;
}

function parseOr(parser: Parser): Expression {
  const { stream } = parser;
  let { line } = stream.current;
  let left = parseAnd(parser);
  while (stream.skipName('or')) {
    left = { kind: 'Or', line, left, right: parseAnd(parser) };
    line = stream.current.line;
  }
  return left;
}

function parseAnd(parser: Parser): Expression {
  const { stream } = parser;
  let { line } = stream.current;
  let left = parseNot(parser);
  while (stream.skipName('and')) {
    left = { kind: 'And', line, left, right: parseNot(parser) };
    line = stream.current.line;
  }
  return left;
}

function parseNot(parser: Parser): Expression {
  const { line } = parser.stream.current;
  if (!parser.stream.skipName('not')) return parseComparison(parser);
  return { kind: 'Not', line, operand: parseNot(parser) };
}

function parseComparison(parser: Parser): Expression {
  let { line } = parser.stream.current;
  const first = parseSum(parser);
  const rest: { comparison: Comparison; operand: Expression }[] = [];
  for (;;) {
    const comparison = takeComparison(parser);
    if (comparison === undefined) break;
    rest.push({ comparison, operand: parseSum(parser) });
    line = parser.stream.current.line;
  }
  return rest.length === 0 ? first : { kind: 'Compare', line, first, rest };
}

function takeComparison({ stream }: Parser): Comparison | undefined {
  const sign = comparisons.get(stream.current.kind);
  if (sign !== undefined) {
    stream.next();
    return sign;
  }
  if (stream.skipName('in')) return 'in';
  if (!stream.isName('not')) return undefined;
  const following = stream.look();
  if (following.kind !== 'name' || following.text !== 'in') return undefined;
  stream.next();
  stream.next();
  return 'notin';
}

function parseSum(parser: Parser): Expression {
  return parseBinary(parser, sums, parseConcat);
}

function parseConcat(parser: Parser): Expression {
  const { line } = parser.stream.current;
  const first = parseProduct(parser);
  if (!parser.stream.at('tilde')) return first;
  const parts = [first];
  while (parser.stream.skip('tilde')) parts.push(parseProduct(parser));
  return { kind: 'Concat', line, parts };
}

function parseProduct(parser: Parser): Expression {
  return parseBinary(parser, products, parsePower);
}

function parsePower(parser: Parser): Expression {
  return parseBinary(parser, powers, parseUnary);
}

/** Left-associative operators of one precedence, of which `**` is one here. */
function parseBinary(
  parser: Parser,
  operators: ReadonlyMap<TokenKind, ArithmeticKind>,
  parseOperand: (parser: Parser) => Expression,
): Expression {
  let { line } = parser.stream.current;
  let left = parseOperand(parser);
  for (;;) {
    const kind = operators.get(parser.stream.current.kind);
    if (kind === undefined) return left;
    parser.stream.next();
    left = { kind, line, left, right: parseOperand(parser) };
    line = parser.stream.current.line;
  }
}

function parseUnary(parser: Parser): Expression {
  return parseFilters(parser, parseSigned(parser));
}

/** A signed operand with what follows it, without filters: these bind less tightly than the sign. */
function parseSigned(parser: Parser): Expression {
  const { kind, line } = parser.stream.current;
  if (kind !== 'sub' && kind !== 'add') return parsePostfix(parser, parsePrimary(parser));
  parser.stream.next();
  const operand = parseSigned(parser);
  return parsePostfix(parser, { kind: kind === 'sub' ? 'Neg' : 'Pos', line, operand });
}

/** A name, a literal, or an expression in parentheses. */
export function parsePrimary(parser: Parser): Expression {
  const { stream } = parser;
  const token = stream.current;
  switch (token.kind) {
    case 'name':
      stream.next();
      return nameOrConstant(token.text, token.line);
    case 'string':
      return parseStrings(parser);
    case 'integer':
    case 'float':
      stream.next();
      return { kind: 'Const', line: token.line, value: token.value };
    case 'lparen': {
      stream.next();
      const inner = parseTuple(parser, { parenthesised: true });
      stream.expect('rparen');
      return inner;
    }
    case 'lbracket':
      return parseList(parser);
    case 'lbrace':
      return parseDict(parser);
    default:
      return parser.fail(`unexpected ${quote(describeToken(token))}`, token.line);
  }
}

function nameOrConstant(text: string, line: number): Expression {
  switch (text) {
    case 'true':
    case 'True':
      return { kind: 'Const', line, value: true };
    case 'false':
    case 'False':
      return { kind: 'Const', line, value: false };
    case 'none':
    case 'None':
      return { kind: 'Const', line, value: null };
    default:
      return { kind: 'Name', line, name: text, use: 'load' };
  }
}

/** Neighbouring string literals are one. */
function parseStrings({ stream }: Parser): Expression {
  const { line } = stream.current;
  let value = '';
  while (stream.at('string')) value += stream.next().text;
  return { kind: 'Const', line, value };
}

export interface TupleOptions {
  /** Only names and literals, as in the target of an assignment. */
  readonly simple?: boolean;
  readonly conditional?: boolean;
  /** A name that ends the tuple besides the usual ends. */
  readonly endName?: string;
  /** In parentheses nothing at all is a tuple too. */
  readonly parenthesised?: boolean;
}

/** An expression, or a tuple where a comma follows it. */
export function parseTuple(parser: Parser, options: TupleOptions = {}): Expression {
  const { stream } = parser;
  let { line } = stream.current;
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expect('comma');
    if (isTupleEnd(parser, options.endName)) break;
    items.push(options.simple ? parsePrimary(parser) : parseExpression(parser, options.conditional));
    if (!stream.at('comma')) break;
    isTuple = true;
    line = stream.current.line;
  }
  const [only] = items;
  if (!isTuple && only !== undefined) return only;
  if (!isTuple && !options.parenthesised) {
    parser.fail(`Expected an expression, got ${quote(describeToken(stream.current))}`);
  }
  return { kind: 'Tuple', line, items, use: 'load' };
}

function isTupleEnd({ stream }: Parser, endName: string | undefined): boolean {
  const { kind } = stream.current;
  if (kind === 'variable_end' || kind === 'block_end' || kind === 'rparen') return true;
  return endName !== undefined && stream.isName(endName);
}

function parseList(parser: Parser): Expression {
  const { stream } = parser;
  const { line } = stream.expect('lbracket');
  const items: Expression[] = [];
  while (!stream.at('rbracket')) {
    if (items.length > 0) stream.expect('comma');
    if (stream.at('rbracket')) break;
    items.push(parseExpression(parser));
  }
  stream.expect('rbracket');
  return { kind: 'List', line, items };
}

function parseDict(parser: Parser): Expression {
  const { stream } = parser;
  const { line } = stream.expect('lbrace');
  const items: { key: Expression; value: Expression }[] = [];
  while (!stream.at('rbrace')) {
    if (items.length > 0) stream.expect('comma');
    if (stream.at('rbrace')) break;
    const key = parseExpression(parser);
    stream.expect('colon');
    items.push({ key, value: parseExpression(parser) });
  }
  stream.expect('rbrace');
  return { kind: 'Dict', line, items };
}

function parsePostfix(parser: Parser, start: Expression): Expression {
  let node = start;
  for (;;) {
    const { kind } = parser.stream.current;
    if (kind === 'dot') node = parseAttribute(parser, node);
    else if (kind === 'lbracket') node = parseItem(parser, node);
    else if (kind === 'lparen') node = parseCall(parser, node);
    else return node;
  }
}

function parseFilters(parser: Parser, start: Expression): Expression {
  const { stream } = parser;
  let node = start;
  for (;;) {
    if (stream.at('pipe')) node = parseFilterChain(parser, node);
    else if (stream.isName('is')) node = parseTest(parser, node);
    else if (stream.at('lparen')) node = parseCall(parser, node);
    else return node;
  }
}

function parseAttribute(parser: Parser, target: Expression): Expression {
  const { stream } = parser;
  const { line } = stream.next();
  const attribute = stream.next();
  if (attribute.kind === 'name') return { kind: 'Getattr', line, target, attribute: attribute.text };
  if (attribute.kind !== 'integer') parser.fail('expected name or number', attribute.line);
  const key: Expression = { kind: 'Const', line: attribute.line, value: attribute.value };
  return { kind: 'Getitem', line, target, key };
}

function parseItem(parser: Parser, target: Expression): Expression {
  const { stream } = parser;
  const { line } = stream.next();
  const keys: Expression[] = [];
  while (!stream.at('rbracket')) {
    if (keys.length > 0) stream.expect('comma');
    keys.push(parseSubscript(parser));
  }
  stream.expect('rbracket');
  const [only] = keys;
  const key: Expression =
    keys.length === 1 && only !== undefined ? only : { kind: 'Tuple', line, items: keys, use: 'load' };
  return { kind: 'Getitem', line, target, key };
}

/** What stands in brackets: an expression or a slice. */
function parseSubscript(parser: Parser): Expression | SliceNode {
  const { stream } = parser;
  const { line } = stream.current;
  let start: Expression | undefined;
  if (!stream.at('colon')) {
    start = parseExpression(parser);
    if (!stream.at('colon')) return start;
  }
  stream.next();
  const stop = parseSliceBound(parser);
  const step = stream.skip('colon') ? parseSliceBound(parser) : undefined;
  return { kind: 'Slice', line, start, stop, step };
}

function parseSliceBound(parser: Parser): Expression | undefined {
  const { kind } = parser.stream.current;
  if (kind === 'colon' || kind === 'rbracket' || kind === 'comma') return undefined;
  return parseExpression(parser);
}

function parseCall(parser: Parser, callee: Expression): CallNode {
  const { line } = parser.stream.current;
  return { kind: 'Call', line, callee, ...parseArguments(parser) };
}

/** The arguments of a call with its parentheses. */
function parseArguments(parser: Parser): Arguments {
  const { stream } = parser;
  const { line } = stream.expect('lparen');
  const args: Expression[] = [];
  const kwargs: { key: string; value: Expression }[] = [];
  let dynamicArgs: Expression | undefined;
  let dynamicKwargs: Expression | undefined;
  const ensure = (valid: boolean): void => {
    if (!valid) parser.fail('invalid syntax for function call expression', line);
  };
  let needsComma = false;
  while (!stream.at('rparen')) {
    if (needsComma) {
      stream.expect('comma');
      if (stream.at('rparen')) break;
    }
    if (stream.at('mul')) {
      ensure(dynamicArgs === undefined && dynamicKwargs === undefined);
      stream.next();
      dynamicArgs = parseExpression(parser);
    } else if (stream.at('pow')) {
      ensure(dynamicKwargs === undefined);
      stream.next();
      dynamicKwargs = parseExpression(parser);
    } else if (stream.at('name') && stream.look().kind === 'assign') {
      ensure(dynamicKwargs === undefined);
      const key = stream.next().text;
      stream.next();
      kwargs.push({ key, value: parseExpression(parser) });
    } else {
      ensure(dynamicArgs === undefined && dynamicKwargs === undefined && kwargs.length === 0);
      args.push(parseExpression(parser));
    }
    needsComma = true;
  }
  stream.expect('rparen');
  return { args, kwargs, dynamicArgs, dynamicKwargs };
}

const noArguments: Arguments = { args: [], kwargs: [], dynamicArgs: undefined, dynamicKwargs: undefined };

/** `|name(…)|name …` applied to an expression. */
export function parseFilterChain(parser: Parser, target: Expression): Expression {
  let node = target;
  while (parser.stream.skip('pipe')) node = parseFilter(parser, node);
  return node;
}

/** The filters of a filter section or a block `set`, the first without its bar; applied to the block. */
export function parseBlockFilters(parser: Parser): FilterNode {
  let node = parseFilter(parser, undefined);
  while (parser.stream.skip('pipe')) node = parseFilter(parser, node);
  return node;
}

function parseFilter(parser: Parser, target: Expression | undefined): FilterNode {
  const { line } = parser.stream.current;
  const name = parseDottedName(parser);
  const given = parser.stream.at('lparen') ? parseArguments(parser) : noArguments;
  return { kind: 'Filter', line, target, name, ...given };
}

function parseDottedName({ stream }: Parser): string {
  let name = stream.expect('name').text;
  while (stream.skip('dot')) name += `.${stream.expect('name').text}`;
  return name;
}

const argumentStarts = new Set<TokenKind>([
  'name',
  'string',
  'integer',
  'float',
  'lparen',
  'lbracket',
  'lbrace',
]);

function parseTest(parser: Parser, target: Expression): Expression {
  const { stream } = parser;
  const { line } = stream.next();
  const negated = stream.skipName('not');
  const name = parseDottedName(parser);
  const test: Expression = { kind: 'Test', line, target, name, ...parseTestArguments(parser) };
  return negated ? { kind: 'Not', line, operand: test } : test;
}

/** A test's arguments: in parentheses, or one operand without them. */
function parseTestArguments(parser: Parser): Arguments {
  const { stream } = parser;
  if (stream.at('lparen')) return parseArguments(parser);
  if (!argumentStarts.has(stream.current.kind)) return noArguments;
  if (stream.isName('else') || stream.isName('or') || stream.isName('and')) return noArguments;
  if (stream.isName('is')) parser.fail('You cannot chain multiple tests with is');
  return { ...noArguments, args: [parsePostfix(parser, parsePrimary(parser))] };
}
