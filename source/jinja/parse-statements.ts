import type {
  AutoescapeNode,
  BlockNode,
  CallBlockNode,
  Expression,
  FilterBlockNode,
  ForNode,
  FromImportNode,
  IfNode,
  ImportNode,
  IncludeNode,
  MacroNode,
  NameNode,
  NameUse,
  OutputNode,
  Signature,
  Statement,
  WithNode,
} from './nodes.ts';
import { parseBlockFilters, parseExpression, parseTuple } from './parse-expressions.ts';
import type { Parser } from './parser.ts';
import { quote } from './quote.ts';
import { SyntaxProblem } from './tokens.ts';
import { isSpace } from './whitespace.ts';

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

function parseExtends(parser: Parser): Statement {
  const { line } = parser.stream.next();
  return { kind: 'Extends', line, template: parseExpression(parser) };
}

function parseInclude(parser: Parser): IncludeNode {
  const { stream } = parser;
  const { line } = stream.next();
  const template = parseExpression(parser);
  const ignoreMissing = stream.isName('ignore') && nextIsName(parser, 'missing');
  if (ignoreMissing) skipTwo(parser);
  const withContext = parseContextMode(parser) ?? true;
  return { kind: 'Include', line, template, ignoreMissing, withContext };
}

/** `with context` is true, `without context` false, undefined where neither stands. */
function parseContextMode(parser: Parser): boolean | undefined {
  const { stream } = parser;
  if (!stream.isName('with') && !stream.isName('without')) return undefined;
  if (!nextIsName(parser, 'context')) return undefined;
  const mode = stream.current.text === 'with';
  skipTwo(parser);
  return mode;
}

function nextIsName(parser: Parser, text: string): boolean {
  const next = parser.stream.look();
  return next.kind === 'name' && next.text === text;
}

function skipTwo(parser: Parser): void {
  parser.stream.next();
  parser.stream.next();
}

function parseImport(parser: Parser): ImportNode {
  const { line } = parser.stream.next();
  const template = parseExpression(parser);
  parser.stream.expectName('as');
  const target = parseNameTarget(parser).name;
  const withContext = parseContextMode(parser) ?? false;
  return { kind: 'Import', line, template, target, withContext };
}

function parseFromImport(parser: Parser): FromImportNode {
  const { stream } = parser;
  const { line } = stream.next();
  const template = parseExpression(parser);
  stream.expectName('import');
  const names: { name: string; alias: string }[] = [];
  let withContext: boolean | undefined;
  for (;;) {
    if (names.length > 0) stream.expect('comma');
    if (!stream.at('name')) stream.expect('name');
    withContext = parseContextMode(parser);
    if (withContext !== undefined) break;
    names.push(parseImportedName(parser));
    withContext = parseContextMode(parser);
    if (withContext !== undefined || !stream.at('comma')) break;
  }
  return { kind: 'FromImport', line, template, names, withContext: withContext ?? false };
}

function parseImportedName(parser: Parser): { name: string; alias: string } {
  const { name, line } = parseNameTarget(parser);
  if (name.startsWith('_')) {
    parser.failAssertion('names starting with an underline can not be imported', line);
  }
  const alias = parser.stream.skipName('as') ? parseNameTarget(parser).name : name;
  return { name, alias };
}

function parseSignature(parser: Parser): Signature {
  const { stream } = parser;
  const args: NameNode[] = [];
  const defaults: Expression[] = [];
  stream.expect('lparen');
  while (!stream.at('rparen')) {
    if (args.length > 0) stream.expect('comma');
    const arg = parseNameTarget(parser);
    arg.use = 'param';
    if (stream.skip('assign')) defaults.push(parseExpression(parser));
    else if (defaults.length > 0) parser.fail('non-default argument follows default argument');
    args.push(arg);
  }
  stream.expect('rparen');
  return { args, defaults };
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

interface TargetOptions {
  readonly endName?: string;
  /** Whether `name.attribute` is a target. */
  readonly namespace?: boolean;
}

function parseTarget(parser: Parser, options: TargetOptions = {}): Expression {
  const { stream } = parser;
  if (options.namespace && stream.look().kind === 'dot') {
    const name = stream.expect('name');
    stream.next();
    const attribute = stream.expect('name');
    return { kind: 'NSRef', line: name.line, name: name.text, attribute: attribute.text };
  }
  const endName = options.endName;
  const target = parseTuple(parser, endName === undefined ? { simple: true } : { simple: true, endName });
  setUse(target, 'store');
  if (!canAssign(target)) parser.fail(`can't assign to ${quote(target.kind.toLowerCase())}`, target.line);
  return target;
}

function parseNameTarget(parser: Parser): NameNode {
  const token = parser.stream.expect('name');
  if (reserved.has(token.text)) parser.fail("can't assign to 'name'", token.line);
  return { kind: 'Name', line: token.line, name: token.text, use: 'store' };
}

const reserved = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function canAssign(target: Expression): boolean {
  if (target.kind === 'Tuple') return target.items.every(canAssign);
  return target.kind === 'Name' || target.kind === 'NSRef';
}

function setUse(target: Expression, use: NameUse): void {
  if (target.kind === 'Name') target.use = use;
  if (target.kind !== 'Tuple') return;
  target.use = use;
  for (const item of target.items) setUse(item, use);
}
