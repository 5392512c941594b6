/** Where a token stands: the file as it was given, line and column from 1. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A piece of a configuration that could not be read. */
export interface Unread {
  readonly message: string;
  readonly place: ConfigPlace;
}

export type TokenKind =
  /** A keyword or a symbol; BIRD tells them apart by its tables. */
  | 'word'
  /** A symbol between single quotes, never a keyword. */
  | 'symbol'
  | 'string'
  | 'number'
  | 'address'
  | 'sign';

export interface Token {
  readonly kind: TokenKind;
  /** Without the quotes of a string or symbol. */
  readonly text: string;
  readonly place: ConfigPlace;
}

/** What stands between brackets of one kind; `open` says which. */
export interface Group {
  readonly kind: 'group';
  readonly open: '{' | '(' | '[';
  readonly nodes: readonly Node[];
  readonly place: ConfigPlace;
}

export type Node = Token | Group;

/** What a `;` ends. */
export interface Statement {
  readonly nodes: readonly Node[];
  readonly place: ConfigPlace;
}

export function isGroup(node: Node | undefined, open?: Group['open']): node is Group {
  return node?.kind === 'group' && (open === undefined || node.open === open);
}

/** Whether a node is this bare word. */
export function isWord(node: Node | undefined, text: string): boolean {
  return node?.kind === 'word' && node.text === text;
}

/** Whether a node is this sign. */
export function isSign(node: Node | undefined, text: string): boolean {
  return node?.kind === 'sign' && node.text === text;
}

/** The text of a word or symbol; undefined for anything else. */
export function nameOf(node: Node | undefined): string | undefined {
  return node?.kind === 'word' || node?.kind === 'symbol' ? node.text : undefined;
}

/** Whether a statement begins with these bare words. */
export function startsWith(statement: Statement, ...words: readonly string[]): boolean {
  return words.every((word, index) => isWord(statement.nodes[index], word));
}
