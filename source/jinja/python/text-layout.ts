import { checkSize, reserve } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { lengthOf } from './code-points.ts';
import { textOf } from './compare.ts';
import { asInt, clampInt } from './numbers.ts';
import { fullTypeName } from './type-names.ts';
export function needInt(value: unknown): number {
  const int = asInt(value);
  if (int === undefined) {
    throw new PyError('TypeError', `'${fullTypeName(value)}' object cannot be interpreted as an integer`);
  }
  return clampInt(int);
}

export function expandTabs(text: string, size: unknown): string {
  const width = size === undefined ? 8 : needInt(size);
  let result = '';
  let column = 0;
  for (const character of text) {
    if (character === '\t') {
      const gap = width > 0 ? width - (column % width) : 0;
      checkSize(result.length + gap);
      result += ' '.repeat(gap);
      column += gap;
    } else {
      result += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

/** `center`, `ljust` and `rjust`. */
export function justify(
  text: string,
  width: unknown,
  fill: unknown,
  how: 'center' | 'ljust' | 'rjust',
): string {
  const size = needInt(width);
  const filler = fill === undefined ? ' ' : textOf(fill);
  if (filler === undefined) {
    throw new PyError(
      'TypeError',
      `The fill character must be a unicode character, not ${fullTypeName(fill)}`,
    );
  }
  if (lengthOf(filler) !== 1) {
    throw new PyError('TypeError', 'The fill character must be exactly one character long');
  }
  const gap = size - lengthOf(text);
  if (gap <= 0) return text;
  reserve(size);
  if (how === 'ljust') return text + filler.repeat(gap);
  if (how === 'rjust') return filler.repeat(gap) + text;
  // Python puts the odd character on the left where the width is odd too.
  const left = Math.floor(gap / 2) + (gap & size & 1);
  return filler.repeat(left) + text + filler.repeat(gap - left);
}

export function zeroFill(text: string, width: unknown): string {
  const gap = needInt(width) - lengthOf(text);
  if (gap <= 0) return text;
  reserve(gap);
  const sign = /^[+-]/.test(text) ? text.charAt(0) : '';
  return sign + '0'.repeat(gap) + text.slice(sign.length);
}
