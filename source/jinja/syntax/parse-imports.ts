import type { FromImportNode, ImportNode, IncludeNode, Statement } from './nodes.ts';
import { parseExpression } from './parse-expressions.ts';
import { parseNameTarget } from './parse-targets.ts';
import type { Parser } from './parser.ts';
export function parseExtends(parser: Parser): Statement {
  const { line } = parser.stream.next();
  return { kind: 'Extends', line, template: parseExpression(parser) };
}

export function parseInclude(parser: Parser): IncludeNode {
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

export function parseImport(parser: Parser): ImportNode {
  const { line } = parser.stream.next();
  const template = parseExpression(parser);
  parser.stream.expectName('as');
  const target = parseNameTarget(parser).name;
  const withContext = parseContextMode(parser) ?? false;
  return { kind: 'Import', line, template, target, withContext };
}

export function parseFromImport(parser: Parser): FromImportNode {
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
