import { quote } from '../python/quote.ts';
import { isSpace } from '../python/whitespace.ts';
import type {
  AutoescapeNode,
  BlockNode,
  CallBlockNode,
  Expression,
  FilterBlockNode,
  ForNode,
  IfNode,
  MacroNode,
  OutputNode,
  Signature,
  Statement,
  WithNode,
} from './nodes.ts';
import { parseExpression } from './parse-expressions.ts';
import { parseExtends, parseFromImport, parseImport, parseInclude } from './parse-imports.ts';
import { parseBlockFilters } from './parse-postfix.ts';
import { parseTuple } from './parse-primary.ts';
import { parseNameTarget, parseSignature, parseTarget, setUse } from './parse-targets.ts';
import type { Parser } from './parser.ts';
import { SyntaxProblem } from './tokens.ts';

const statements = new Map<string, (parser: Parser) => Statement>([
  ['for', parseFor],
  ['if', parseIf],
  ['block', parseBlock],
  ['extends', parseExtends],
  ['print', parsePrint],
  ['macro', parseMacro],
  ['include', parseInclude],
  ['from', parseFromImport],
  ['import', parseImport],
  ['set', parseSet],
  ['with', parseWith],
  ['autoescape', parseAutoescape],
  ['call', parseCallBlock],
  ['filter', parseFilterBlock],
]);

/** Text, output and statements up to one of these tags, which is left as the current token, or the end. */
export function parseBody(parser: Parser, ends?: readonly string[]): Statement[] {
  const { stream } = parser;
  const body: Statement[] = [];
  let output: Expression[] = [];
  const flush = (): void => {
    const [first] = output;
    if (first !== undefined) body.push({ kind: 'Output', line: first.line, parts: output });
    output = [];
  };
  if (ends) parser.awaited.push(ends);
  while (!stream.at('eof')) {
    const token = stream.next();
    if (token.kind === 'data') {
      output.push({ kind: 'TemplateData', line: token.line, text: token.text });
    } else if (token.kind === 'variable_begin') {
      output.push(parseTuple(parser));
      stream.expect('variable_end');
    } else {
      flush();
      const { current } = stream;
      if (ends && current.kind === 'name' && ends.includes(current.text)) break;
      body.push(parseStatement(parser));
      stream.expect('block_end');
    }
  }
  flush();
  if (ends) parser.awaited.pop();
  return body;
}

function parseStatement(parser: Parser): Statement {
  const token = parser.stream.current;
  if (token.kind !== 'name') parser.fail('tag name expected', token.line);
  const parse = statements.get(token.text);
  if (parse === undefined) parser.failUnknownTag(token.text, token.line);
  parser.openTags.push(token.text);
  const statement = parse(parser);
  parser.openTags.pop();
  return statement;
}

/** The body of a statement after its opening tag; a colon may end that tag, as in Python. */
function parseStatementBody(parser: Parser, ends: readonly string[]): Statement[] {
  const { stream } = parser;
  stream.skip('colon');
  stream.expect('block_end');
  const body = parseBody(parser, ends);
  if (stream.at('eof')) parser.failAtEnd(ends);
  return body;
}

/** The same for a body that only one tag can end, which is skipped. */
function parseWholeBody(parser: Parser, end: string): Statement[] {
  const body = parseStatementBody(parser, [end]);
  parser.stream.next();
  return body;
}

function parseSet(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.next();
  const target = parseTarget(parser, { namespace: true });
  if (stream.skip('assign')) return { kind: 'Assign', line, target, value: parseTuple(parser) };
  const filter = stream.skip('pipe') ? parseBlockFilters(parser) : undefined;
  return { kind: 'AssignBlock', line, target, filter, body: parseWholeBody(parser, 'endset') };
}

function parseFor(parser: Parser): ForNode {
  const { stream } = parser;
  const { line } = stream.expectName('for');
  const target = parseTarget(parser, { endName: 'in' });
  stream.expectName('in');
  const iterable = parseTuple(parser, { conditional: false, endName: 'recursive' });
  const test = stream.skipName('if') ? parseExpression(parser) : undefined;
  const recursive = stream.skipName('recursive');
  const body = parseStatementBody(parser, ['endfor', 'else']);
  const otherwise = stream.next().text === 'endfor' ? [] : parseWholeBody(parser, 'endfor');
  return { kind: 'For', line, target, iterable, body, otherwise, test, recursive };
}

function parseIf(parser: Parser): IfNode {
  const { stream } = parser;
  const { line } = stream.expectName('if');
  const first = parseBranch(parser);
  const elifs: IfNode[] = [];
  let otherwise: Statement[] = [];
  for (;;) {
    const end = stream.next();
    if (end.text === 'elif') {
      const elifLine = stream.current.line;
      elifs.push({ kind: 'If', line: elifLine, ...parseBranch(parser), elifs: [], otherwise: [] });
      continue;
    }
    if (end.text === 'else') otherwise = parseWholeBody(parser, 'endif');
    return { kind: 'If', line, ...first, elifs, otherwise };
  }
}

function parseBranch(parser: Parser): { test: Expression; body: Statement[] } {
  const test = parseTuple(parser, { conditional: false });
  return { test, body: parseStatementBody(parser, ['elif', 'else', 'endif']) };
}

function parseWith(parser: Parser): WithNode {
  const { stream } = parser;
  const { line } = stream.next();
  const targets: Expression[] = [];
  const values: Expression[] = [];
  while (!stream.at('block_end')) {
    if (targets.length > 0) stream.expect('comma');
    const target = parseTarget(parser);
    setUse(target, 'param');
    targets.push(target);
    stream.expect('assign');
    values.push(parseExpression(parser));
  }
  return { kind: 'With', line, targets, values, body: parseWholeBody(parser, 'endwith') };
}

function parseAutoescape(parser: Parser): AutoescapeNode {
  const { line } = parser.stream.next();
  const enabled = parseExpression(parser);
  return { kind: 'Scope', line, enabled, body: parseWholeBody(parser, 'endautoescape') };
}

function parseBlock(parser: Parser): BlockNode {
  const { stream } = parser;
  const { line } = stream.next();
  const name = stream.expect('name').text;
  const scoped = stream.skipName('scoped');
  const required = stream.skipName('required');
  if (stream.at('sub')) {
    parser.fail(
      'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
    );
  }
  const body = parseWholeBody(parser, 'endblock');
  if (required) requireEmpty(parser, body);
  stream.skipName(name);
  return { kind: 'Block', line, name, body, scoped, required };
}

function requireEmpty(parser: Parser, body: readonly Statement[]): void {
  for (const statement of body) {
    if (statement.kind !== 'Output') {
      const message = `${quote(statement.kind)} object has no attribute 'nodes'`;
      throw new SyntaxProblem(message, parser.stream.current.line, 'AttributeError');
    }
    const blank = statement.parts.every((part) => part.kind === 'TemplateData' && isSpace(part.text));
    if (!blank) parser.fail('Required blocks can only contain comments or whitespace');
  }
}

function parseCallBlock(parser: Parser): CallBlockNode {
  const { stream } = parser;
  const { line } = stream.next();
  const signature: Signature = stream.at('lparen') ? parseSignature(parser) : { args: [], defaults: [] };
  const call = parseExpression(parser);
  if (call.kind !== 'Call') parser.fail('expected call', line);
  return { kind: 'CallBlock', line, call, ...signature, body: parseWholeBody(parser, 'endcall') };
}

function parseFilterBlock(parser: Parser): FilterBlockNode {
  const { line } = parser.stream.next();
  const filter = parseBlockFilters(parser);
  return { kind: 'FilterBlock', line, filter, body: parseWholeBody(parser, 'endfilter') };
}

function parseMacro(parser: Parser): MacroNode {
  const { line } = parser.stream.next();
  const { name } = parseNameTarget(parser);
  const signature = parseSignature(parser);
  return { kind: 'Macro', line, name, ...signature, body: parseWholeBody(parser, 'endmacro') };
}

function parsePrint(parser: Parser): OutputNode {
  const { stream } = parser;
  const { line } = stream.next();
  const parts: Expression[] = [];
  while (!stream.at('block_end')) {
    if (parts.length > 0) stream.expect('comma');
    parts.push(parseExpression(parser));
  }
  return { kind: 'Output', line, parts };
}
