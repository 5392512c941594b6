/** What a module's files declare, as far as the wiring needs it. */
export interface ModuleInterface {
  readonly variables: readonly ModuleVariable[];
  readonly locals: readonly string[];
}

export interface ModuleVariable {
  readonly name: string;
  readonly hasDefault: boolean;
}

interface Block {
  readonly type: string;
  readonly label: string | undefined;
  /** Names of the attributes directly in it. */
  readonly attributes: readonly string[];
}

/** Reads the variables and locals that `.tf` files declare. Never throws; what it cannot read, it passes over. */
export function readModuleInterface(texts: Iterable<string>): ModuleInterface {
  const variables: ModuleVariable[] = [];
  const locals: string[] = [];
  for (const text of texts) {
    for (const block of readBlocks(text)) {
      if (block.type === 'locals') locals.push(...block.attributes);
      if (block.type === 'variable' && block.label !== undefined)
        variables.push({ name: block.label, hasDefault: block.attributes.includes('default') });
    }
  }
  return { variables, locals };
}

type Token =
  | { readonly kind: 'word' | 'string'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  const head: Token[] = [];
  const attributes: string[] = [];
  let depth = 0;
  let previous: Token | undefined;
  for (const token of tokenize(text)) {
    if (token.kind === 'sign' && /[{[(]/.test(token.text)) {
      depth += 1;
    } else if (token.kind === 'sign' && /[}\])]/.test(token.text)) {
      depth = Math.max(0, depth - 1);
      if (depth === 0) {
        const [type, label] = head.splice(0);
        if (type) blocks.push({ type: type.text, label: label?.text, attributes: attributes.splice(0) });
      }
    } else if (depth === 0) {
      if (token.kind !== 'sign') head.push(token);
    } else if (depth === 1 && token.text === '=' && token.kind === 'sign' && previous?.kind === 'word') {
      attributes.push(previous.text);
    }
    previous = token;
  }
  return blocks;
}

function* tokenize(text: string): Generator<Token, void, void> {
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const character = text.charAt(at);
    if (character === '#' || rest === '//') {
      at = endOf(text, '\n', at);
    } else if (rest === '/*') {
      at = endOf(text, '*/', at + 2);
    } else if (rest === '<<') {
      at = skipHeredoc(text, at);
    } else if (character === '"') {
      const end = skipString(text, at);
      yield { kind: 'string', text: text.slice(at + 1, end - 1) };
      at = end;
    } else if (/[\p{L}_]/u.test(character)) {
      const word = /^[\p{L}\p{N}_-]+/u.exec(text.slice(at, at + 200))?.[0] ?? character;
      yield { kind: 'word', text: word };
      at += word.length;
    } else if (/[=!<>]/.test(character) && text.charAt(at + 1) === '=') {
      at += 2;
    } else {
      if (!/\s/.test(character)) yield { kind: 'sign', text: character };
      at += 1;
    }
  }
}

/** Just behind the next `mark`, or the end of the text. */
function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

/** Just behind the closing quote; a template inside may hold strings of its own. */
function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character === '\\') at += 2;
    else if (/^[$%]\{/.test(text.slice(at, at + 2)) && text.charAt(at - 1) !== character)
      at = skipTemplate(text, at + 2);
    else at += 1;
  }
  return text.length;
}

/** Just behind the `}` that closes a template. */
function skipTemplate(text: string, from: number): number {
  let at = from;
  let depth = 1;
  while (at < text.length && depth > 0) {
    const character = text.charAt(at);
    if (character === '"') {
      at = skipString(text, at);
      continue;
    }
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    at += 1;
  }
  return at;
}

function skipHeredoc(text: string, from: number): number {
  const head = /^<<-?([\p{L}_][\p{L}\p{N}_-]*)\r?\n/u.exec(text.slice(from, from + 200));
  const mark = head?.[1];
  if (head === null || mark === undefined) return from + 2;
  let at = from + head[0].length;
  while (at < text.length) {
    const end = endOf(text, '\n', at);
    if (text.slice(at, end).trim() === mark) return end;
    at = end;
  }
  return text.length;
}
