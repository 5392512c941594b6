import type { KeyInput, KeyName } from './key-input.ts';
import { readSequence } from './key-sequences.ts';

/** What was read of a key sequence or a paste that has not ended yet. */
export interface KeyParserState {
  readonly pending: string;
  readonly pasted: string | undefined;
}

export interface ParsedKeys {
  readonly inputs: readonly KeyInput[];
  readonly state: KeyParserState;
}

export const initialKeyParserState: KeyParserState = { pending: '', pasted: undefined };

const escapeCharacter = '\u001b';
const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';
const longestPaste = 65_536;

/** Reads the keys of what a terminal sent; how the bytes were split into reads makes no difference. */
export function parseKeys(state: KeyParserState, chunk: string): ParsedKeys {
  const inputs: KeyInput[] = [];
  let text = state.pending + chunk;
  let pasted = state.pasted;
  while (text !== '') {
    if (pasted !== undefined) {
      const end = text.indexOf(pasteEnd);
      const kept = end < 0 ? lengthWithoutPartialEnd(text) : end;
      pasted = (pasted + text.slice(0, kept)).slice(0, longestPaste);
      if (end < 0) return { inputs, state: { pending: text.slice(kept), pasted } };
      inputs.push({ kind: 'paste', text: pasted });
      pasted = undefined;
      text = text.slice(end + pasteEnd.length);
    } else if (text.startsWith(pasteStart)) {
      pasted = '';
      text = text.slice(pasteStart.length);
    } else if (text.startsWith(escapeCharacter)) {
      const sequence = readSequence(text);
      if (sequence === 'incomplete') break;
      if (sequence.mouse !== undefined) inputs.push(sequence.mouse);
      if (sequence.key !== undefined) inputs.push({ kind: 'key', key: sequence.key });
      text = text.slice(sequence.length);
    } else {
      const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
      inputs.push(readCharacter(character));
      text = text.slice(character.length);
    }
  }
  return { inputs, state: { pending: text, pasted } };
}

/** What is pending when nothing more came in time: Esc itself, or Esc with the keys after it. */
export function flushKeys(state: KeyParserState): ParsedKeys {
  if (state.pasted !== undefined || state.pending === '') return { inputs: [], state };
  const rest = parseKeys(initialKeyParserState, state.pending.slice(escapeCharacter.length));
  const [first, ...others] = rest.inputs;
  if (first === undefined) return { inputs: [{ kind: 'key', key: 'escape' }], state: rest.state };
  const combined: KeyInput = first.kind === 'key' ? { kind: 'key', key: `alt+${first.key}` } : first;
  return { inputs: [combined, ...others], state: rest.state };
}

/** How much of a paste can be taken without cutting through its end mark. */
function lengthWithoutPartialEnd(text: string): number {
  for (let length = Math.min(pasteEnd.length - 1, text.length); length > 0; length--) {
    if (pasteEnd.startsWith(text.slice(-length))) return text.length - length;
  }
  return text.length;
}

/** A character outside any sequence. 0x7f and 0x08 are both the Backspace key; Delete has a sequence of its own. */
export function readCharacter(character: string): KeyInput {
  const key = controlKey(character);
  return key === undefined ? { kind: 'key', key: character, text: character } : key;
}

function controlKey(character: string): KeyInput | undefined {
  const named = (key: KeyName): KeyInput => ({ kind: 'key', key });
  const code = character.codePointAt(0) ?? 0;
  if (character === ' ') return { kind: 'key', key: 'space', text: ' ' };
  if (code === 0x0d) return named('enter');
  if (code === 0x09) return named('tab');
  if (code === 0x7f || code === 0x08) return named('backspace');
  if (code === 0) return named('ctrl+space');
  if (code < 0x1b) return named(`ctrl+${String.fromCharCode(code + 0x60)}`);
  if (code < 0x20) return named(`ctrl+${String.fromCharCode(code + 0x40)}`);
  return undefined;
}
