import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type EditorEnd, type EditResult, editVault } from '../../../source/operations/vault/vault-edit.ts';
import { makeMemoryFolder, wipeFolder } from '../../../source/operations/vault/vault-memory.ts';
import { decryptVault, encryptVault, type VaultPassword } from '../../../source/secrets/vault.ts';
import { makeRepository } from '../../fleet/repository.ts';

const pw: VaultPassword = { id: 'prod', secret: Buffer.from('pw'), source: 'test' };

interface Edited {
  readonly root: string;
  readonly file: string;
  readonly result: EditResult;
  /** Where the editor found the text, and what it found. */
  readonly seen: { path: string; text: string; mode: number; folderMode: number };
}

/** Edits a vault with an editor that writes `typed`, does `meanwhile`, and ends with this exit code. */
async function edit(
  typed: string,
  end: EditorEnd = { kind: 'done' },
  meanwhile: (file: string) => void = () => {},
): Promise<Edited> {
  const root = makeRepository({ 'secrets.yml': encryptVault('a: 1\n', 'pw', { id: 'prod' }) });
  const file = join(root, 'secrets.yml');
  const seen = { path: '', text: '', mode: 0, folderMode: 0 };
  const result = await editVault(file, {
    passwords: [pw],
    runEditor: async (path) => {
      seen.path = path;
      seen.text = readFileSync(path, 'utf8');
      seen.mode = statSync(path).mode & 0o777;
      seen.folderMode = statSync(dirname(path)).mode & 0o777;
      writeFileSync(path, typed);
      writeFileSync(`${path}.swp`, typed);
      meanwhile(file);
      return end;
    },
  });
  return { root, file, result, seen };
}

function open(path: string): string {
  return decryptVault(readFileSync(path), [pw], path).plain.toString();
}

test('what was typed takes the place of the vault, id and password kept, and nothing is left in memory', async () => {
  const { file, result, seen } = await edit('a: 2\n');
  expect(result).toEqual({ kind: 'saved' });
  expect(open(file)).toBe('a: 2\n');
  expect(readFileSync(file, 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/);
  expect(seen).toMatchObject({ text: 'a: 1\n', mode: 0o600, folderMode: 0o700 });
  expect(seen.path).toMatch(/\/secrets\.yml$/);
  expect(existsSync(dirname(seen.path))).toBe(false);
});

test('an untouched vault keeps its bytes', async () => {
  const { file, result } = await edit('a: 1\n');
  expect(result).toEqual({ kind: 'unchanged' });
  expect(open(file)).toBe('a: 1\n');
});

describe('what was typed is kept, encrypted, beside the vault', () => {
  test('when it is no YAML', async () => {
    const { file, result } = await edit('a: [1\n');
    expect(result).toMatchObject({
      kind: 'kept',
      keptAt: `${file}.unsaved`,
      problem: { kind: 'yaml-invalid' },
    });
    expect(open(file)).toBe('a: 1\n');
    expect(open(`${file}.unsaved`)).toBe('a: [1\n');
    expect(statSync(`${file}.unsaved`).mode & 0o777).toBe(0o600);
  });

  test('when the editor fails', async () => {
    const { file, result } = await edit('a: 3\n', { kind: 'failed', reason: 'ended with exit code 1' });
    expect(result).toMatchObject({
      kind: 'kept',
      problem: { message: expect.stringContaining('exit code 1') },
    });
    expect(open(`${file}.unsaved`)).toBe('a: 3\n');
  });

  test('when the vault was changed meanwhile, and never over what was kept before', async () => {
    const { root, file, result } = await edit('a: 4\n', { kind: 'done' }, (path) => {
      writeFileSync(path, encryptVault('a: theirs\n', 'pw'));
      writeFileSync(`${path}.unsaved`, 'of an earlier time');
    });
    expect(result).toMatchObject({ kind: 'kept', keptAt: `${file}.unsaved.2` });
    expect(open(file)).toBe('a: theirs\n');
    expect(open(`${file}.unsaved.2`)).toBe('a: 4\n');
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

test('an editor that fails without a change is an error, and leaves nothing', async () => {
  await expect(edit('a: 1\n', { kind: 'failed', reason: 'could not be started' })).rejects.toMatchObject({
    problem: { kind: 'editor-failed' },
  });
});

test('a file that does not exist is made; one in the clear is refused', async () => {
  const root = makeRepository({ 'plain.yml': 'a: 1\n' });
  const runEditor = async (path: string) => {
    writeFileSync(path, 'new: 1\n');
    return { kind: 'done' } as const;
  };
  const file = join(root, 'new.yml');
  expect(await editVault(file, { passwords: [pw], runEditor })).toEqual({ kind: 'saved' });
  expect(open(file)).toBe('new: 1\n');
  await expect(editVault(join(root, 'plain.yml'), { passwords: [pw], runEditor })).rejects.toThrow(
    /is not encrypted/,
  );
});

test('a link to a vault stays a link', async () => {
  const root = makeRepository({ 'real.yml': encryptVault('a: 1\n', 'pw') });
  symlinkSync('real.yml', join(root, 'link.yml'));
  const runEditor = async (path: string) => {
    writeFileSync(path, 'a: 2\n');
    return { kind: 'done' } as const;
  };
  await editVault(join(root, 'link.yml'), { passwords: [pw], runEditor });
  expect(open(join(root, 'real.yml'))).toBe('a: 2\n');
  expect(readdirSync(root).sort()).toEqual(['link.yml', 'real.yml']);
});

test('the editor is that of $VISUAL, words and quotes as in a shell', async () => {
  const root = makeRepository({
    'a.yml': encryptVault('a: 1\n', 'pw'),
    'my editor.sh': '#!/bin/sh\necho "$1: 2" > "$2"\n',
  });
  const environment = { VISUAL: `sh '${join(root, 'my editor.sh')}' typed`, EDITOR: 'false' };
  expect(await editVault(join(root, 'a.yml'), { passwords: [pw], environment })).toEqual({ kind: 'saved' });
  expect(open(join(root, 'a.yml'))).toBe('typed: 2\n');
});

test('an editor that is missing, or ended by a signal, is told in words', async () => {
  const root = makeRepository({ 'a.yml': encryptVault('a: 1\n', 'pw') });
  const start = (EDITOR: string) =>
    editVault(join(root, 'a.yml'), { passwords: [pw], environment: { EDITOR } });
  await expect(start('/nonexistent')).rejects.toThrow(/could not be started/);
  await expect(start(`sh -c 'kill -TERM $$'`)).rejects.toThrow(/was ended by SIGTERM/);
  await expect(start('false')).rejects.toThrow(/ended with exit code 1/);
});

describe('storage in memory', () => {
  test('is made for its owner alone, and wiped with all that is in it', async () => {
    const folder = await makeMemoryFolder({});
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder, 'a'), 'secret');
    await wipeFolder(folder);
    expect(existsSync(folder)).toBe(false);
  });

  test('the runtime folder is not taken for it where it is on a disk', async () => {
    const root = makeRepository({ x: '' });
    const folder = await makeMemoryFolder({ XDG_RUNTIME_DIR: root });
    expect(folder.startsWith(root)).toBe(false);
    await wipeFolder(folder);
  });
});
