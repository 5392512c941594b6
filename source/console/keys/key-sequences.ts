import type { KeyName, MouseInput } from './key-input.ts';

/** A sequence that starts with Esc: its length, and its key where it is one we know. */
export interface KeySequence {
  readonly length: number;
  readonly key: KeyName | undefined;
  readonly mouse?: MouseInput;
}

const longestSequence = 256;
const controlSequence = /^\u001b\[([0-?]*)([ -/]*)([@-~])/;
const partialControlSequence = /^\u001b\[[0-?]*[ -/]*$/;

const finalKeys: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'begin',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};

/** Keys of `CSI n ~`, as xterm, rxvt and the Linux console number them. */
const numberedKeys: Readonly<Record<number, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

const namedCodePoints: Readonly<Record<number, string>> = {
  9: 'tab',
  13: 'enter',
  27: 'escape',
  32: 'space',
  127: 'backspace',
};

/** Reads the sequence at the start of a text; `incomplete` when more has to come first. */
export function readSequence(text: string): KeySequence | 'incomplete' {
  const introducer = text[1];
  if (introducer === undefined) return 'incomplete';
  if (introducer === '[') return readControlSequence(text);
  if (introducer === 'O') return readSingleShift(text);
  if (introducer === ']' || introducer === 'P' || introducer === '_') return readString(text);
  if (introducer === '\u001b') return readDoubleEscape(text);
  return readAltered(text);
}

function readControlSequence(text: string): KeySequence | 'incomplete' {
  if (text.startsWith('\u001b[[')) return readLinuxFunctionKey(text);
  if (text.startsWith('\u001b[M')) return text.length < 6 ? 'incomplete' : { length: 6, key: undefined };
  const match = controlSequence.exec(text);
  if (match === null) {
    if (partialControlSequence.test(text) && text.length < longestSequence) return 'incomplete';
    return { length: 2, key: 'alt+[' };
  }
  const parameters = match[1] ?? '';
  const mouse = readMouse(parameters, match[3] ?? '');
  if (mouse !== undefined) return { length: match[0].length, key: undefined, mouse };
  const isKey = /^[0-9;:]*$/.test(parameters) && match[2] === '';
  return { length: match[0].length, key: isKey ? controlSequenceKey(parameters, match[3] ?? '') : undefined };
}

const mouseReport = /^<(\d+);(\d+);(\d+)$/;
const buttons: Readonly<Record<number, MouseInput['button']>> = {
  0: 'left',
  64: 'wheel-up',
  65: 'wheel-down',
};

/** A press in xterm's SGR reports; a release says nothing new. */
function readMouse(parameters: string, final: string): MouseInput | undefined {
  const match = final === 'M' ? mouseReport.exec(parameters) : null;
  if (match === null) return undefined;
  const [, button, column, row] = match.map(Number);
  return {
    kind: 'mouse',
    button: buttons[button ?? -1] ?? 'other',
    column: Math.max(0, (column ?? 1) - 1),
    row: Math.max(0, (row ?? 1) - 1),
  };
}

function controlSequenceKey(parameters: string, final: string): KeyName | undefined {
  const numbers = parameters.split(';').map((each) => Number.parseInt(each, 10) || 0);
  const [first = 0, second = 0, third = 0] = numbers;
  if (final === 'Z') return 'shift+tab';
  if (final === 'u') return codePointKey(first, second);
  if (final === '~' && first === 27) return codePointKey(third, second);
  const key = final === '~' ? numberedKeys[first] : finalKeys[final];
  return key === undefined ? undefined : withModifiers(key, second);
}

/** A key by its code point, as `modifyOtherKeys` and the kitty protocol send it. */
function codePointKey(codePoint: number, modifiers: number): KeyName | undefined {
  const named = namedCodePoints[codePoint];
  if (named !== undefined) return withModifiers(named, modifiers);
  if (codePoint < 0x20 || codePoint > 0x10ffff) return undefined;
  return withModifiers(String.fromCodePoint(codePoint), modifiers);
}

/** xterm sends one plus the bits shift 1, alt 2, ctrl 4. */
function withModifiers(key: string, parameter: number): KeyName {
  const bits = Math.max(0, parameter - 1);
  const shifted = (bits & 1) !== 0;
  const letter = shifted && key.length === 1;
  const base = letter ? key.toUpperCase() : key;
  return `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${shifted && !letter ? 'shift+' : ''}${base}`;
}

function readLinuxFunctionKey(text: string): KeySequence | 'incomplete' {
  const letter = text.charCodeAt(3);
  if (Number.isNaN(letter)) return 'incomplete';
  const number = letter - 0x40;
  return { length: 4, key: number >= 1 && number <= 5 ? `f${number}` : undefined };
}

function readSingleShift(text: string): KeySequence | 'incomplete' {
  const final = text[2];
  if (final === undefined) return 'incomplete';
  const key = finalKeys[final];
  if (key !== undefined) return { length: 3, key };
  return final === 'M' ? { length: 3, key: 'enter' } : { length: 2, key: 'alt+O' };
}

/** Answers of the terminal (OSC, DCS, APC): read to their end and left out. */
function readString(text: string): KeySequence | 'incomplete' {
  const end = /\u0007|\u001b\\/.exec(text);
  if (end !== null) return { length: end.index + end[0].length, key: undefined };
  return text.length < longestSequence ? 'incomplete' : { length: text.length, key: undefined };
}

/** Esc Esc: the first is a key; what follows may be a sequence of its own. */
function readDoubleEscape(text: string): KeySequence | 'incomplete' {
  const introducer = text[2];
  if (introducer === undefined) return 'incomplete';
  if (introducer !== '[' && introducer !== 'O') return { length: 1, key: 'escape' };
  const inner = readSequence(text.slice(1));
  if (inner === 'incomplete') return 'incomplete';
  return { length: inner.length + 1, key: inner.key === undefined ? undefined : `alt+${inner.key}` };
}

function readAltered(text: string): KeySequence {
  const character = String.fromCodePoint(text.codePointAt(1) ?? 0);
  const code = character.codePointAt(0) ?? 0;
  const length = 1 + character.length;
  if (code === 0x0d) return { length, key: 'alt+enter' };
  if (code === 0x7f || code === 0x08) return { length, key: 'alt+backspace' };
  if (code === 0x09) return { length, key: 'alt+tab' };
  if (code < 0x20) return { length, key: `ctrl+alt+${String.fromCharCode(code + 0x60)}` };
  return { length, key: `alt+${character === ' ' ? 'space' : character}` };
}
