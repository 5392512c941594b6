import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { OperatorError } from '../basics/problem.ts';

const folderMode = 0o700;

/** A file of a tree on disk. */
export interface StoredFile {
  readonly content: Buffer;
  readonly mode: number;
}

interface KnownFile extends StoredFile {
  readonly stamp: string;
}

/** Reads trees on disk, and a file that is unchanged since the last time only once. */
export class StoredTrees {
  readonly #known = new Map<string, KnownFile>();

  /** All files below a folder by their path in it; a folder that is not there has none. */
  read(folder: string): Map<string, StoredFile> {
    const files = new Map<string, StoredFile>();
    for (const path of listPaths(folder, '')) files.set(path, this.#readFile(join(folder, path)));
    return files;
  }

  #readFile(file: string): StoredFile {
    const stats = lstatSync(file, { bigint: true });
    const stamp = `${stats.mtimeNs}:${stats.ctimeNs}:${stats.size}:${stats.ino}`;
    const known = this.#known.get(file);
    if (known?.stamp === stamp) return known;
    const read = { content: readFileSync(file), mode: Number(stats.mode & 0o777n), stamp };
    this.#known.set(file, read);
    return read;
  }
}

function listPaths(folder: string, prefix: string): string[] {
  const paths: string[] = [];
  for (const entry of listFolder(join(folder, prefix))) {
    const path = posix.join(prefix, entry.name);
    if (entry.isDirectory()) paths.push(...listPaths(folder, path));
    else paths.push(path);
  }
  return paths;
}

function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Writes one file so that a reader sees the old or the new whole: a temporary name beside it, then a rename.
 * Folders are made 0700.
 */
export async function writeTreeFile(
  folder: string,
  path: string,
  content: Buffer,
  mode: number,
): Promise<void> {
  const file = join(folder, path);
  try {
    await mkdir(dirname(file), { recursive: true, mode: folderMode });
    await replaceFile(file, content, mode);
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'write-failed',
        message: 'A rendered file could not be written.',
        place: { file },
        answer: error instanceof Error ? error.message : String(error),
        hint: 'Look at the free space and the owner of the folder; the file that was there is untouched.',
      },
      { cause: error },
    );
  }
}

async function replaceFile(file: string, content: Buffer, mode: number): Promise<void> {
  const temporary = `${file}.peerdeck-${process.pid}`;
  try {
    await writeFile(temporary, content, { mode });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Deletes a file and the folders that this leaves empty, up to the tree's own folder. */
export async function deleteTreeFile(folder: string, path: string): Promise<void> {
  await rm(join(folder, path), { force: true });
  let parent = posix.dirname(path);
  while (parent !== '.') {
    const removed = await rmdir(join(folder, parent)).then(
      () => true,
      (error: unknown) => {
        if (isNotEmpty(error) || isMissing(error)) return false;
        throw error;
      },
    );
    if (!removed) return;
    parent = posix.dirname(parent);
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

function isNotEmpty(error: unknown): boolean {
  return errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST';
}
