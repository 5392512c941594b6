import {
  type ConfigPlace,
  type Group,
  isGroup,
  isSign,
  type Node,
  type Statement,
  type Token,
  type Unread,
} from './tokens.ts';

export interface TreeReading {
  readonly nodes: readonly Node[];
  readonly unread: readonly Unread[];
}

const closers: Readonly<Record<string, Group['open']>> = { '}': '{', ')': '(', ']': '[' };
const openers: ReadonlySet<string> = new Set(['{', '(', '[']);
/** Far deeper than any configuration; it keeps what walks the tree from running out of stack. */
const deepest = 100;

interface OpenGroup {
  readonly open: Group['open'];
  readonly nodes: Node[];
  readonly place: ConfigPlace;
}

/** Puts what stands between brackets into groups. A bracket without its other half is told and passed over. */
export function buildTree(tokens: readonly Token[]): TreeReading {
  const root: Node[] = [];
  const stack: OpenGroup[] = [];
  const unread: Unread[] = [];
  const top = (): Node[] => stack.at(-1)?.nodes ?? root;
  const close = (): void => {
    const group = stack.pop();
    if (group !== undefined) top().push({ kind: 'group', ...group });
  };
  for (const token of tokens) {
    const closes = token.kind === 'sign' ? closers[token.text] : undefined;
    if (token.kind === 'sign' && isOpener(token.text)) {
      if (stack.length < deepest) stack.push({ open: token.text, nodes: [], place: token.place });
      else unread.push({ message: 'brackets are nested too deeply', place: token.place });
    } else if (closes !== undefined) {
      const isOpen = stack.some(({ open }) => open === closes);
      if (!isOpen) unread.push({ message: `a ${token.text} without its ${closes}`, place: token.place });
      while (isOpen && stack.at(-1)?.open !== closes) {
        unread.push(describeUnclosed(stack.at(-1)));
        close();
      }
      if (isOpen) close();
    } else top().push(token);
  }
  while (stack.length > 0) {
    unread.push(describeUnclosed(stack.at(-1)));
    close();
  }
  return { nodes: root, unread };
}

function isOpener(text: string): text is Group['open'] {
  return openers.has(text);
}

function describeUnclosed(group: OpenGroup | undefined): Unread {
  const place = group?.place ?? { file: '', line: 1, column: 1 };
  return { message: `a ${group?.open ?? ''} is never closed`, place };
}

/** The statements of a block: each ends with a `;`; empty ones are left out. */
export function splitStatements(nodes: readonly Node[], unread: Unread[]): Statement[] {
  const statements: Statement[] = [];
  let current: Node[] = [];
  const end = (): void => {
    const [first] = current;
    if (first !== undefined) statements.push({ nodes: current, place: first.place });
    current = [];
  };
  for (const node of nodes) {
    if (isSign(node, ';')) end();
    else current.push(node);
  }
  const last = current.at(-1);
  if (last !== undefined) unread.push({ message: 'a ; is missing', place: last.place });
  end();
  return statements;
}

/** Words after which a block, not a `;`, ends what stands at the top of a file. */
const blockKeywords: ReadonlySet<string> = new Set(['protocol', 'template', 'filter', 'function']);

/** The statements of a whole file: definitions of protocols, templates, filters and functions end with their block. */
export function splitFile(nodes: readonly Node[], unread: Unread[]): Statement[] {
  const statements: Statement[] = [];
  let current: Node[] = [];
  const end = (): void => {
    const [first] = current;
    if (first !== undefined) statements.push({ nodes: current, place: first.place });
    current = [];
  };
  for (const node of nodes) {
    const isDefinition = isBlockKeyword(current[0]);
    if (isSign(node, ';') && !isDefinition) {
      end();
      continue;
    }
    const previous = current.at(-1);
    if (isBlockKeyword(node) && previous !== undefined && startsLine(node, previous)) {
      unread.push({ message: 'what begins here has no end before the next definition', place: node.place });
      end();
    }
    current.push(node);
    if (isGroup(node, '{') && isBlockKeyword(current[0])) end();
  }
  const last = current.at(-1);
  if (last !== undefined) unread.push({ message: 'the file ends within a statement', place: last.place });
  end();
  return statements;
}

function isBlockKeyword(node: Node | undefined): boolean {
  return node?.kind === 'word' && blockKeywords.has(node.text);
}

function startsLine(node: Node, previous: Node): boolean {
  return node.place.file !== previous.place.file || node.place.line > previous.place.line;
}
