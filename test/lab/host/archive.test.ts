import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArchiveEntry, buildArchive } from '../../../source/lab/host/archive.ts';

// The oracle is GNU tar, which unpacks these archives in every lab host.

function list(entries: readonly ArchiveEntry[]): string {
  const { stdout, stderr } = spawnSync('tar', ['-tv', '--numeric-owner', '--xattrs', '-f', '-'], {
    input: buildArchive(entries),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout;
}

test('tar reads every kind of entry', () => {
  const owned = { mode: 0o640, user: 12, group: 34 };
  const lines = list([
    { ...owned, kind: 'file', path: '/etc/bird/bird.conf', content: 'router id 192.0.2.1;\n' },
    { ...owned, kind: 'folder', path: '/etc/bird', mode: 0o1777, opaque: true },
    { ...owned, kind: 'link', path: '/dev/fd', target: '/proc/self/fd' },
    { ...owned, kind: 'device', path: '/dev/net/tun', major: 10, minor: 200 },
  ])
    .trim()
    .split('\n');
  expect(lines[0]).toMatch(/^-rw-r-----.? 12\/34 +21 .* etc\/bird\/bird\.conf$/);
  expect(lines[1]).toMatch(/^drwxrwxrwt.? 12\/34 .* etc\/bird\/?$/);
  expect(lines[2]).toMatch(/^lrw-r-----.? .* dev\/fd -> \/proc\/self\/fd$/);
  expect(lines[3]).toMatch(/^crw-r-----.? 12\/34 +10,200 .* dev\/net\/tun$/);
});

test('tar unpacks files of any content and any length of path as they were', () => {
  const name = fc.stringMatching(/^[a-zé][a-z0-9é._-]{0,60}$/);
  const file = fc.tuple(fc.array(name, { minLength: 1, maxLength: 6 }), fc.uint8Array({ maxLength: 1500 }));
  fc.assert(
    fc.property(file, ([names, bytes]) => {
      const folder = mkdtempSync(join(tmpdir(), 'peerdeck-archive-'));
      const path = `/${names.join('/')}`;
      const content = Buffer.from(bytes);
      const archive = buildArchive([{ kind: 'file', path, mode: 0o600, user: 0, group: 0, content }]);
      const { stderr } = spawnSync('tar', ['-x', '-f', '-', '-C', folder], {
        input: archive,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(readFileSync(join(folder, path)).equals(content)).toBe(true);
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 30 },
  );
});

test('an opaque folder says so in the attribute that overlayfs reads', () => {
  const folder = { kind: 'folder', path: '/root', mode: 0o700, user: 0, group: 0 } as const;
  const record = '41 SCHILY.xattr.trusted.overlay.opaque=y\n';
  expect(record).toHaveLength(41);
  expect(buildArchive([{ ...folder, opaque: true }]).includes(record)).toBe(true);
  expect(buildArchive([{ ...folder, opaque: false }]).includes('SCHILY')).toBe(false);
});
