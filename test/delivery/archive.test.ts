import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../../source/delivery/archive.ts';

describe('an archive for a host', () => {
  test.each([['tar'], ['busybox', 'tar']])('%s unpacks it byte for byte, private', (...tar) => {
    const contents = fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(contents, (list) => {
        const folder = mkdtempSync(join(tmpdir(), 'peerdeck-archive-'));
        try {
          const files = list.map((content, index) => ({
            name: `objects/${index}`,
            content: Buffer.from(content),
          }));
          const [program = '', ...words] = tar;
          execFileSync(program, [...words, '-xzf', '-', '-C', folder], {
            input: createArchive(files),
            stdio: 'pipe',
          });
          for (const { name, content } of files) {
            expect(readFileSync(join(folder, name)).equals(content)).toBe(true);
            expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 20 },
    );
  });
});
