import type { Arguments, CallNode, Expression, FilterNode, SliceNode } from './nodes.ts';
import { parseExpression } from './parse-expressions.ts';
import { parsePrimary } from './parse-primary.ts';
import type { Parser } from './parser.ts';
import type { TokenKind } from './tokens.ts';
export function parsePostfix(parser: Parser, start: Expression): Expression {
  let node = start;
  for (;;) {
    const { kind } = parser.stream.current;
    if (kind === 'dot') node = parseAttribute(parser, node);
    else if (kind === 'lbracket') node = parseItem(parser, node);
    else if (kind === 'lparen') node = parseCall(parser, node);
    else return node;
  }
}

export function parseFilters(parser: Parser, start: Expression): Expression {
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
