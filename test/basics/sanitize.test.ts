import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitize, sanitizeLine, writeJson } from '../../source/basics/sanitize.ts';

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

test('JSON says the same, and is harmless on a terminal', () => {
  const text = '\u001b[2J \u009b31m \u202egnihton \u2028 Härbour\n';
  expect(writeJson({ text })).toBe('{"text":"\\u001b[2J \\u009b31m \\u202egnihton \\u2028 Härbour\\n"}');
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, noise) => {
      const written = writeJson({ [noise]: [value, noise] });
      expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ [noise]: [value, noise] })));
      expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});

test('no control character passes, whatever the input', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sanitize(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
