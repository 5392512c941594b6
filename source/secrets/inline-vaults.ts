/** A `!vault` block inside a YAML text: its lines, indented, from the header to the last line of digits. */
const block = /^([ \t]+)(\$ANSIBLE_VAULT;[^\n]*(?:\n\1[0-9a-fA-F]+[ \t]*)+)$/gm;

/** Whether a text has vaults inside it, and is not one itself. */
export function hasInlineVaults(text: string): boolean {
  return !text.startsWith('$ANSIBLE_VAULT') && text.search(block) >= 0;
}

/**
 * A text with each inline vault replaced: `replace` gets the vault without its indentation and the line it begins
 * in, and answers what stands there instead, which is indented again.
 */
export function replaceInlineVaults(text: string, replace: (vault: string, line: number) => string): string {
  return text.replace(block, (whole: string, indent: string, _body: string, offset: number) => {
    const line = text.slice(0, offset).split('\n').length;
    const vault = whole.replaceAll(`\n${indent}`, '\n').slice(indent.length);
    return indentLines(replace(`${vault}\n`, line).trimEnd(), indent);
  });
}

function indentLines(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}
