type Environment = Readonly<Record<string, string | undefined>>;

/** Terminals take about this much; what is longer is cut. */
const longestCopy = 48_000;
/** GNU screen cuts longer strings. */
const screenPiece = 700;

/**
 * The bytes that put a text on the clipboard of the terminal the operator sits at, through SSH as well (OSC 52). tmux
 * and screen pass it on where it is wrapped.
 */
export function clipboardBytes(text: string, environment: Environment): string {
  const encoded = Buffer.from(text.slice(0, longestCopy), 'utf8').toString('base64');
  return throughMultiplexer(`\u001b]52;c;${encoded}\u0007`, environment);
}

/** A sequence for the terminal itself, in a wrapping with which tmux and screen pass it on. */
export function throughMultiplexer(sequence: string, { TMUX, TERM = '' }: Environment): string {
  if (TMUX !== undefined && TMUX !== '') {
    return `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
  }
  if (!TERM.startsWith('screen')) return sequence;
  const pieces = sequence.match(new RegExp(`[^]{1,${screenPiece}}`, 'g')) ?? [];
  return pieces.map((piece) => `\u001bP${piece}\u001b\\`).join('');
}
