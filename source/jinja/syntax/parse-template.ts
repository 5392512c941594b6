import type { TemplateNode } from './nodes.ts';
import { parseBody } from './parse-statements.ts';
import { Parser } from './parser.ts';

/** The tree of a template; a `SyntaxProblem` says what is wrong with it and where. */
export function parseSource(source: string): TemplateNode {
  return { body: parseBody(new Parser(source)) };
}
