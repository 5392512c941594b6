import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatManifest,
  isPlainPath,
  type ManifestEntry,
  parseManifest,
} from '../../source/delivery/manifest.ts';

const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/);
const segment = fc
  .stringMatching(/^[\w.@+ -]{1,12}$/)
  .filter((text) => text === text.trim() && !/^\.{1,2}$/.test(text));
const entry: fc.Arbitrary<ManifestEntry> = fc.record({
  path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  owner: name,
  group: name,
});

describe('the manifest of a host', () => {
  test('is one readable line a file, in the order of the paths', () => {
    const sha256 = 'ab'.repeat(32);
    const text = formatManifest([
      { path: '/etc/wireguard/wg0.conf', sha256, mode: 0o600, owner: 'root', group: 'root' },
      { path: '/etc/bird/bird.conf', sha256, mode: 0o640, owner: 'root', group: 'bird' },
    ]);
    expect(text.split('\n').slice(1)).toEqual([
      `${sha256} 0640 root bird /etc/bird/bird.conf`,
      `${sha256} 0600 root root /etc/wireguard/wg0.conf`,
      '',
    ]);
  });

  test('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ path }) => path }), (entries) => {
        const { entries: read, unreadable } = parseManifest(formatManifest(entries));
        const byPath = (list: readonly ManifestEntry[]): readonly ManifestEntry[] =>
          [...list].sort((a, b) => (a.path < b.path ? -1 : 1));
        expect([byPath(read), unreadable]).toEqual([byPath(entries), 0]);
      }),
    );
  });

  test('never throws on what stands on a host, and counts what it cannot read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { entries, unreadable } = parseManifest(text);
        expect(entries.length + unreadable).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
    expect(parseManifest('nonsense\n').unreadable).toBe(1);
  });
});

describe('paths that a host can be told', () => {
  test.each(['bird/bird.conf', '/etc/bird/a b.conf', 'caddy/Caddyfile', 'x/…'])('%j', (path) => {
    expect(isPlainPath(path)).toBe(true);
  });

  test.each(['', '../secrets', 'a/../b', 'a//b', 'a\nb', ' a', 'a ', 'a\\b', 'a/./b', 'a\u0007'])(
    'not %j',
    (path) => {
      expect(isPlainPath(path)).toBe(false);
    },
  );
});
