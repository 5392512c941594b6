/**
 * How a cell looks, packed into one small integer: bits 0-8 foreground, 9-17 background (0 is the terminal's own
 * colour, otherwise the palette index plus one), 18-25 attributes. Colours are the 256 of the palette, which
 * every terminal, tmux, screen and mosh carry alike.
 */
export type CellStyle = number;

export const plainStyle: CellStyle = 0;

const backgroundShift = 9;
const attributeShift = 18;
const colourMask = 0x1ff;

interface Attribute {
  readonly bit: number;
  readonly on: number;
  readonly off: number;
}

/** ECMA-48 SGR: bold and faint are switched off together, by 22. */
const attributes: readonly Attribute[] = [
  { bit: 1, on: 1, off: 22 },
  { bit: 2, on: 2, off: 22 },
  { bit: 4, on: 3, off: 23 },
  { bit: 8, on: 4, off: 24 },
  { bit: 16, on: 5, off: 25 },
  { bit: 32, on: 7, off: 27 },
  { bit: 64, on: 8, off: 28 },
  { bit: 128, on: 9, off: 29 },
];

const underlineBit = 8;
const inverseBit = 32;
const strikeBit = 128;

export function foregroundOf(style: CellStyle): number {
  return style & colourMask;
}

export function backgroundOf(style: CellStyle): number {
  return (style >> backgroundShift) & colourMask;
}

export function attributesOf(style: CellStyle): number {
  return style >> attributeShift;
}

export function packStyle(foreground: number, background: number, bits: number): CellStyle {
  return foreground | (background << backgroundShift) | (bits << attributeShift);
}

/** The style of a blank reduced to what can be seen of it, so that unlike blanks that look alike compare equal. */
export function blankStyle(style: CellStyle): CellStyle {
  const bits = attributesOf(style);
  const lined = (bits & (underlineBit | strikeBit | inverseBit)) !== 0;
  const visible = bits & (underlineBit | strikeBit | inverseBit);
  return packStyle(lined ? foregroundOf(style) : 0, backgroundOf(style), visible);
}

/** The nearest index of the 6x6x6 cube. */
function paletteOfRgb(red: number, green: number, blue: number): number {
  const step = (value: number) =>
    value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40));
  return 16 + 36 * step(red) + 6 * step(green) + step(blue);
}

/** Reads `38;5;n` or `38;2;r;g;b` after its first number: the colour plus one, and how many numbers were used. */
function readExtendedColour(codes: readonly number[], index: number): { colour: number; used: number } {
  const kind = codes[index + 1];
  if (kind === 5) return { colour: ((codes[index + 2] ?? 0) & 0xff) + 1, used: 2 };
  if (kind === 2) {
    const [red, green, blue] = [codes[index + 2] ?? 0, codes[index + 3] ?? 0, codes[index + 4] ?? 0];
    return { colour: paletteOfRgb(red, green, blue) + 1, used: 4 };
  }
  return { colour: 0, used: 0 };
}

/** The style after the parameters of one `CSI … m`. */
export function applySgr(style: CellStyle, codes: readonly number[]): CellStyle {
  let foreground = foregroundOf(style);
  let background = backgroundOf(style);
  let bits = attributesOf(style);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? 0;
    if (code === 0) {
      foreground = 0;
      background = 0;
      bits = 0;
    } else if (code === 38 || code === 48) {
      const { colour, used } = readExtendedColour(codes, index);
      if (code === 38) foreground = colour;
      else background = colour;
      index += used;
    } else if (code === 39) foreground = 0;
    else if (code === 49) background = 0;
    else if (code >= 30 && code <= 37) foreground = code - 29;
    else if (code >= 40 && code <= 47) background = code - 39;
    else if (code >= 90 && code <= 97) foreground = code - 81;
    else if (code >= 100 && code <= 107) background = code - 91;
    else bits = applyAttribute(bits, code);
  }
  return packStyle(foreground, background, bits);
}

function applyAttribute(bits: number, code: number): number {
  let result = bits;
  for (const attribute of attributes) {
    if (attribute.off === code) result &= ~attribute.bit;
    if (attribute.on === code) result |= attribute.bit;
  }
  return result;
}

function colourCodes(colour: number, base: 30 | 40): string {
  if (colour === 0) return String(base + 9);
  const index = colour - 1;
  if (index < 8) return String(base + index);
  if (index < 16) return String(base + 52 + index);
  return `${base + 8};5;${index}`;
}

/** The parameters that lead from one style to another without a reset. */
function incrementalCodes(from: CellStyle, to: CellStyle): string[] {
  const codes: string[] = [];
  const before = attributesOf(from);
  const after = attributesOf(to);
  const turnedOff = new Set<number>();
  for (const { bit, off } of attributes) if ((before & bit) !== 0 && (after & bit) === 0) turnedOff.add(off);
  for (const off of turnedOff) codes.push(String(off));
  for (const { bit, on, off } of attributes) {
    const lost = (before & bit) === 0 || turnedOff.has(off);
    if ((after & bit) !== 0 && lost) codes.push(String(on));
  }
  if (foregroundOf(from) !== foregroundOf(to)) codes.push(colourCodes(foregroundOf(to), 30));
  if (backgroundOf(from) !== backgroundOf(to)) codes.push(colourCodes(backgroundOf(to), 40));
  return codes;
}

const transitions = new Map<number, string>();
const transitionLimit = 4096;
const styleSpan = 2 ** 26;

/** The shortest `CSI … m` from one style to another; empty when they are the same. */
export function styleTransition(from: CellStyle, to: CellStyle): string {
  if (from === to) return '';
  const key = from * styleSpan + to;
  const hit = transitions.get(key);
  if (hit !== undefined) return hit;
  const onward = incrementalCodes(from, to).join(';');
  const afresh = to === plainStyle ? '' : `0;${incrementalCodes(plainStyle, to).join(';')}`;
  const sequence = `\u001b[${afresh.length < onward.length ? afresh : onward}m`;
  if (transitions.size >= transitionLimit) transitions.clear();
  transitions.set(key, sequence);
  return sequence;
}
