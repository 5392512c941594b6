import { quote } from '../python/quote.ts';
import type { Expression } from './nodes.ts';
import { parseExpression } from './parse-expressions.ts';
import type { Parser } from './parser.ts';
import { describeToken } from './tokens.ts';
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
