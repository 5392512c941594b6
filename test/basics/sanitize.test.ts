import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitize, sanitizeLine } from '../../source/basics/sanitize.ts';

test('an escape sequence in a description becomes visible pictures', () => {
  expect(sanitize('\u001b[2Jpeer\u0007')).toBe('␛[2Jpeer␇');
});

test('a text that turns the writing direction cannot disguise what follows', () => {
  expect(sanitize('peer\u202egnihton')).toBe('peer\ufffdgnihton');
});

test('one line stays one line, and is cut at its limit', () => {
  expect(sanitizeLine('a\nb\tc')).toBe('a b c');
  expect(sanitizeLine('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('no control character passes, whatever the input', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sanitize(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
