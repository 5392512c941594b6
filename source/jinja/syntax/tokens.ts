import { PyError } from '../runtime/errors.ts';

/** Kinds of token the parser sees; operators have a kind each, named as in Jinja2's messages. */
export type TokenKind =
  | 'data'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'eof'
  | OperatorKind;

export type OperatorKind = (typeof operatorKinds)[keyof typeof operatorKinds];

export const operatorKinds = {
  '+': 'add',
  '-': 'sub',
  '/': 'div',
  '//': 'floordiv',
  '*': 'mul',
  '%': 'mod',
  '**': 'pow',
  '~': 'tilde',
  '[': 'lbracket',
  ']': 'rbracket',
  '(': 'lparen',
  ')': 'rparen',
  '{': 'lbrace',
  '}': 'rbrace',
  '==': 'eq',
  '!=': 'ne',
  '>': 'gt',
  '>=': 'gteq',
  '<': 'lt',
  '<=': 'lteq',
  '=': 'assign',
  '.': 'dot',
  ':': 'colon',
  '|': 'pipe',
  ',': 'comma',
  ';': 'semicolon',
} as const;

export interface Token {
  readonly line: number;
  readonly kind: TokenKind;
  /** The text of a name, a string or data; empty for what its kind says. */
  readonly text: string;
  /** The value of a number. */
  readonly value?: unknown;
}

const descriptions = new Map<string, string>([
  ...Object.entries(operatorKinds).map(([sign, kind]): [string, string] => [kind, sign]),
  ['block_begin', 'begin of statement block'],
  ['block_end', 'end of statement block'],
  ['variable_begin', 'begin of print statement'],
  ['variable_end', 'end of print statement'],
  ['data', 'template data / text'],
  ['eof', 'end of template'],
]);

/** A token as error messages call it. */
export function describeToken(token: Token): string {
  return token.kind === 'name' ? token.text : describeKind(token.kind);
}

export function describeKind(kind: string): string {
  return descriptions.get(kind) ?? kind;
}

/** A syntax error at a line; the renderer adds the template's name. */
export class SyntaxProblem extends PyError {
  constructor(
    message: string,
    readonly line: number,
    kind = 'TemplateSyntaxError',
  ) {
    super(kind, message);
  }
}
