import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, secretMark } from '../../source/secrets/redaction.ts';

const redact = (text: string, ...values: string[]) => createRedactor(values)(text);

describe('a secret is found', () => {
  test('as it is, wherever it stands', () => {
    expect(redact('password "s3cr3t-md5"; # s3cr3t-md5', 's3cr3t-md5')).toBe(
      `password "${secretMark}"; # ${secretMark}`,
    );
  });

  test('longest first, and overlapping finds become one mark', () => {
    expect(redact('abcdefgh', 'abcd', 'abcdef')).toBe(`${secretMark}gh`);
    expect(redact('xxabcdefghyy', 'abcdef', 'defgh')).toBe(`xx${secretMark}yy`);
  });

  test('line by line where a template indents a key, markers left readable', () => {
    const key = '-----BEGIN KEY-----\nAAAABBBBCCCC\nDDDDEEEEFFFF\n-----END KEY-----\n';
    const indented = key.replaceAll(/^/gm, '    ');
    expect(redact(indented, key)).not.toMatch(/AAAA|DDDD/);
    expect(redact(indented, key)).toContain('-----BEGIN KEY-----');
  });

  test.each([
    ['base64', Buffer.from('s3cr3t/pass"word').toString('base64')],
    ['base64 within more', Buffer.from('user:s3cr3t/pass"word\n').toString('base64')],
    ['base64 for URLs', Buffer.from('x~~s3cr3t/pass"word').toString('base64url')],
    ['JSON', JSON.stringify({ a: 's3cr3t/pass"word' })],
    ['a URL', `https://u:${encodeURIComponent('s3cr3t/pass"word')}@host/`],
  ])('in %s', (_form, text) => {
    const redacted = redact(text, 's3cr3t/pass"word');
    expect(redacted).toContain(secretMark);
    expect(redacted).not.toContain('s3cr3t');
  });

  test('in JSON also with newlines and non-ASCII', () => {
    expect(redact(JSON.stringify('line one\nzweite ü'), 'line one\nzweite ü')).toBe(`"${secretMark}"`);
    expect(redact('"zweite \\u00fc"', 'zweite ü')).toBe(`"${secretMark}"`);
  });
});

test('values below four characters and the empty set change nothing', () => {
  expect(redact('a yes 179', 'yes', '179', '')).toBe('a yes 179');
  expect(createRedactor([])('text')).toBe('text');
});

test('no value survives, whatever stands around it', () => {
  const value = fc.string({ minLength: 4, maxLength: 12 }).filter((text) => !text.includes('‹'));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), fc.array(fc.string()), (values, around) => {
      const text = around.flatMap((one, index) => [one, values[index % values.length] ?? '']).join('');
      const redacted = createRedactor(values)(text);
      for (const part of redacted.split(secretMark))
        for (const secret of values) expect(part).not.toContain(secret);
    }),
  );
});

test('thousands of secrets in a large text take a moment', () => {
  const values = Array.from({ length: 3000 }, (_, index) => `secret-value-${index}-${index * 7919}`);
  const text = Array.from({ length: 20_000 }, (_, index) => `line ${index} secret-value ${index}`).join('\n');
  const redactor = createRedactor(values);
  const before = performance.now();
  expect(redactor(`${text}${values[1234]}`)).toContain(secretMark);
  expect(performance.now() - before).toBeLessThan(2000);
});
