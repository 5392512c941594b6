import type { ArithmeticKind, Comparison, Expression } from './nodes.ts';
import { parseFilters, parsePostfix } from './parse-postfix.ts';
import { parsePrimary } from './parse-primary.ts';
import type { Parser } from './parser.ts';
import type { TokenKind } from './tokens.ts';

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
