const controls =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The character shown in place of a control: its Unicode control picture where there is one. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

/**
 * Text of a host, a peer or DNS made safe for a terminal: control and direction characters become visible
 * pictures; tabs and newlines stay.
 */
export function sanitize(text: string): string {
  return text.replace(controls, picture);
}

/**
 * JSON on one line that is harmless on a terminal too: JSON itself escapes only the controls below a space, not
 * those of eight bits, nor characters that turn the direction.
 */
export function writeJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(
    controls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same for one line, cut to `limit` characters with an ellipsis. */
export function sanitizeLine(text: string, limit = 500): string {
  const line = sanitize(text.slice(0, limit + 1)).replace(/[\t\n]+/g, ' ');
  return line.length > limit ? `${line.slice(0, limit - 1)}\u2026` : line;
}
