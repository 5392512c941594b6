import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarkedOutput } from '../../source/remote/marked-output.ts';

const marker = '0123456789abcdef0123456789abcdef';

describe('output that ends with a marker', () => {
  test('is read whole, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, cuts) => {
        const output = new MarkedOutput(marker, 10_000);
        const bytes = Buffer.from(`${text}${marker} 7\n`);
        let at = 0;
        for (let index = 0; at < bytes.length; index += 1) {
          const length = cuts[index % cuts.length] ?? 1;
          output.add(bytes.subarray(at, at + length));
          at += length;
        }
        expect([output.text(), output.ending, output.truncated]).toEqual([text, '7', false]);
      }),
    );
  });

  test('keeps no more than its limit, and still finds the end', () => {
    const output = new MarkedOutput(marker, 10);
    for (let index = 0; index < 1000; index += 1) output.add(Buffer.from('x'.repeat(1000)));
    output.add(Buffer.from(`${marker} 0\n`));
    expect([output.text(), output.ending, output.truncated]).toEqual(['x'.repeat(10), '0', true]);
  });

  test('goes on while only a part of the marker is there', () => {
    const output = new MarkedOutput(marker, 100);
    output.add(Buffer.from(`a${marker.slice(0, 20)}`));
    expect(output.ending).toBeUndefined();
    output.add(Buffer.from(`b${marker} 1\n`));
    expect([output.text(), output.ending]).toEqual([`a${marker.slice(0, 20)}b`, '1']);
  });
});
