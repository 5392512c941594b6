/** A backend Peerdeck moves a state to; the others Terraform has can be configured by hand. */
export const backendTypes = ['local', 'pg', 's3', 'http'] as const;
export type BackendType = (typeof backendTypes)[number];

/** What a backend is told in a file: never a credential. */
export interface BackendSettings {
  readonly type: BackendType;
  readonly settings: Readonly<Record<string, string>>;
}

/** Where a `backend "…" { … }` block stands in a file's text. */
export interface BackendBlock {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the backend block of a `.tf` file; comments and strings are passed over. */
export function findBackendBlock(text: string): BackendBlock | undefined {
  const blank = blankOut(text);
  const head = /(?<![\w-])backend[ \t]+"(\s*)"[ \t]*\{/.exec(blank);
  if (head === null) return undefined;
  const type = /"([^"]*)"/.exec(text.slice(head.index))?.[1] ?? '';
  let depth = 0;
  for (let at = head.index; at < blank.length; at += 1) {
    if (blank[at] === '{') depth += 1;
    if (blank[at] === '}') depth -= 1;
    if (blank[at] === '}' && depth === 0) return { type, start: head.index, end: at + 1 };
  }
  return undefined;
}

/** Whether the file has a `cloud` block, which stands in a backend's place. */
export function hasCloudBlock(text: string): boolean {
  return /(?<![\w-])cloud[ \t]*\{/.test(blankOut(text));
}

/** The block as `terraform fmt` writes it inside a `terraform` block. */
export function formatBackend({ type, settings }: BackendSettings): string {
  const entries = Object.entries(settings);
  if (entries.length === 0) return `backend "${type}" {}`;
  const width = Math.max(...entries.map(([key]) => key.length));
  const lines = entries.map(([key, value]) => `    ${key.padEnd(width)} = ${formatValue(value)}`);
  return [`backend "${type}" {`, ...lines, '  }'].join('\n');
}

/**
 * The file with another backend: the block replaced, added to a new `terraform` block, or taken away for the local
 * backend without settings. Undefined means the file is not needed any more.
 */
export function replaceBackend(text: string, backend: BackendSettings): string | undefined {
  const found = findBackendBlock(text);
  const isPlain = backend.type === 'local' && Object.keys(backend.settings).length === 0;
  if (found === undefined) {
    return isPlain ? text : `${text}${text === '' ? '' : '\n'}terraform {\n  ${formatBackend(backend)}\n}\n`;
  }
  if (!isPlain) return text.slice(0, found.start) + formatBackend(backend) + text.slice(found.end);
  const before = text.slice(0, found.start).replace(/[ \t]*$/, '');
  const rest = before + text.slice(found.end).replace(/^[ \t]*\n?/, '');
  return /^\s*(?:terraform\s*\{\s*\})?\s*$/.test(blankOut(rest)) ? undefined : rest;
}

function formatValue(value: string): string {
  if (value === 'true' || value === 'false' || /^\d{1,9}$/.test(value)) return value;
  return JSON.stringify(value).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

/** The same length of text with comments, strings and heredocs as blanks; quotes stay. */
function blankOut(text: string): string {
  const parts =
    /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|<<-?(\w+)\n[\s\S]*?\n[ \t]*\1(?=\n|$)|"(?:[^"\\\n]|\\.)*"?/g;
  return text.replace(parts, (part) => {
    const inner = part.replace(/[^\n]/g, ' ');
    return part.startsWith('"') && part.length > 1 && part.endsWith('"') ? `"${inner.slice(2)}"` : inner;
  });
}
