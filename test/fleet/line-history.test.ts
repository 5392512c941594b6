import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLineCommit, parseBlame } from '../../source/fleet/line-history.ts';

let root: string;

const git = (...words: string[]) =>
  execa('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.net', ...words], { cwd: root });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'peerdeck-blame-'));
  await git('init', '-q');
  await writeFile(join(root, 'hosts.yml'), 'asn: 64496\nname: ams\n');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Number the network');
});

afterEach(() => rm(root, { recursive: true }));

test('a line stands since the commit that brought it', async () => {
  expect(await findLineCommit(root, 'hosts.yml', 1)).toMatchObject({
    kind: 'committed',
    commit: { author: 'Ann', summary: 'Number the network' },
  });
});

test('a line that was edited is not committed yet', async () => {
  await writeFile(join(root, 'hosts.yml'), 'asn: 64497\nname: ams\n');
  expect(await findLineCommit(root, 'hosts.yml', 1)).toEqual({ kind: 'uncommitted' });
});

test('a file that git does not know says so', async () => {
  await writeFile(join(root, 'new.yml'), 'a: 1\n');
  expect(await findLineCommit(root, 'new.yml', 1)).toMatchObject({ kind: 'unknown' });
  expect(await findLineCommit('/', 'etc/hostname', 1)).toMatchObject({ kind: 'unknown' });
});

test('no answer of git is too odd to read', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(['unknown', 'uncommitted', 'committed']).toContain(parseBlame(text).kind);
    }),
  );
});
