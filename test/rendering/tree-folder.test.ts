import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deleteTreeFile, StoredTrees, writeTreeFile } from '../../source/rendering/tree-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peerdeck-tree-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a written file is read back with its mode, in folders nobody else can enter', async () => {
  await writeTreeFile(folder, 'bird/bird.conf', Buffer.from('router id 1;\n'), 0o600);
  const files = new StoredTrees().read(folder);
  expect(files.get('bird/bird.conf')).toMatchObject({ content: Buffer.from('router id 1;\n'), mode: 0o600 });
  expect((await stat(join(folder, 'bird'))).mode & 0o777).toBe(0o700);
});

test('nothing temporary stays beside a written file', async () => {
  await writeTreeFile(folder, 'a', Buffer.from('1'), 0o600);
  await writeTreeFile(folder, 'a', Buffer.from('2'), 0o600);
  expect(await readdir(folder)).toEqual(['a']);
});

test('deleting the last file of a folder deletes the folder, and stops at one that is still used', async () => {
  await writeTreeFile(folder, 'a/b/one', Buffer.from('1'), 0o600);
  await writeTreeFile(folder, 'a/two', Buffer.from('2'), 0o600);
  await deleteTreeFile(folder, 'a/b/one');
  expect(await readdir(join(folder, 'a'))).toEqual(['two']);
});

test('a file where a folder should be is told, with the place', async () => {
  await writeTreeFile(folder, 'a', Buffer.from('1'), 0o600);
  await expect(writeTreeFile(folder, 'a/b', Buffer.from('2'), 0o600)).rejects.toMatchObject({
    problem: { kind: 'write-failed', place: { file: join(folder, 'a/b') } },
  });
});

test('a tree that was never written has no files', async () => {
  expect(new StoredTrees().read(join(folder, 'missing'))).toEqual(new Map());
});

test('a file that changed since is read anew', async () => {
  const trees = new StoredTrees();
  await writeTreeFile(folder, 'a', Buffer.from('1'), 0o600);
  expect(trees.read(folder).get('a')?.content.toString()).toBe('1');
  await writeTreeFile(folder, 'a', Buffer.from('2'), 0o600);
  expect(trees.read(folder).get('a')?.content.toString()).toBe('2');
});
