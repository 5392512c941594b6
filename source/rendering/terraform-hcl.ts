/** A value of an attribute. Objects keep their order; keys that are no identifiers are quoted. */
export type HclValue =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'object'; readonly entries: readonly HclAttribute[] };

export interface HclAttribute {
  readonly name: string;
  readonly value: HclValue;
  /** The name is a key to be quoted, as of a map. */
  readonly quoted?: boolean;
}

export function hclString(text: string): HclValue {
  return { kind: 'string', text };
}

export function hclExpression(text: string): HclValue {
  return { kind: 'expression', text };
}

/** A block as `terraform fmt` lays it out: two spaces a level, `=` aligned within runs of one-line attributes. */
export function formatBlock(
  type: string,
  labels: readonly string[],
  attributes: readonly HclAttribute[],
): string {
  const head = [type, ...labels.map(quoteHcl)].join(' ');
  return `${head} {\n${formatAttributes(attributes, 1)}}\n`;
}

function formatAttributes(attributes: readonly HclAttribute[], level: number): string {
  const indent = '  '.repeat(level);
  const rows = attributes.map((attribute) => {
    const value = formatValue(attribute.value, level);
    const name = attribute.quoted ? quoteHcl(attribute.name) : attribute.name;
    return { name, value, isMultiline: value.includes('\n') };
  });
  return rows
    .map((row, index) => {
      const width = row.isMultiline ? row.name.length : measureRun(rows, index);
      return `${indent}${row.name.padEnd(width)} = ${row.value}\n`;
    })
    .join('');
}

/** The longest name among the one-line neighbours of a row. A value of several lines ends a run. */
function measureRun(
  rows: readonly { readonly name: string; readonly isMultiline: boolean }[],
  index: number,
): number {
  const from = rows.slice(0, index).findLastIndex((row) => row.isMultiline) + 1;
  const next = rows.findIndex((row, at) => at > index && row.isMultiline);
  const run = rows.slice(from, next === -1 ? rows.length : next);
  return Math.max(...run.map((row) => countColumns(row.name)));
}

function formatValue(value: HclValue, level: number): string {
  switch (value.kind) {
    case 'string':
      return quoteHcl(value.text);
    case 'expression':
      return value.text;
    case 'list':
      return `[${value.items.map((item) => formatValue(item, level)).join(', ')}]`;
    case 'object':
      if (value.entries.length === 0) return '{}';
      return `{\n${formatAttributes(value.entries, level + 1)}${'  '.repeat(level)}}`;
  }
}

/** A quoted string: no character of it is syntax, neither `"` nor the signs of a template. */
export function quoteHcl(text: string): string {
  const escaped = text
    .replace(/["\\]/g, (sign) => `\\${sign}`)
    .replace(/[$%]\{/g, (sign) => `${sign.charAt(0)}${sign}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escapeCode);
  return `"${escaped}"`;
}

function escapeCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Terraform aligns by grapheme clusters; names here are identifiers and host names. */
function countColumns(text: string): number {
  return [...text].length;
}
