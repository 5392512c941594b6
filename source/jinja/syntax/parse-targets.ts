import { quote } from '../python/quote.ts';
import type { Expression, NameNode, NameUse, Signature } from './nodes.ts';
import { parseExpression } from './parse-expressions.ts';
import { parseTuple } from './parse-primary.ts';
import type { Parser } from './parser.ts';
export function parseSignature(parser: Parser): Signature {
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

interface TargetOptions {
  readonly endName?: string;
  /** Whether `name.attribute` is a target. */
  readonly namespace?: boolean;
}

export function parseTarget(parser: Parser, options: TargetOptions = {}): Expression {
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

export function parseNameTarget(parser: Parser): NameNode {
  const token = parser.stream.expect('name');
  if (reserved.has(token.text)) parser.fail("can't assign to 'name'", token.line);
  return { kind: 'Name', line: token.line, name: token.text, use: 'store' };
}

const reserved = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function canAssign(target: Expression): boolean {
  if (target.kind === 'Tuple') return target.items.every(canAssign);
  return target.kind === 'Name' || target.kind === 'NSRef';
}

export function setUse(target: Expression, use: NameUse): void {
  if (target.kind === 'Name') target.use = use;
  if (target.kind !== 'Tuple') return;
  target.use = use;
  for (const item of target.items) setUse(item, use);
}
