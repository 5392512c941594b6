import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperatorError, toProblem } from '../../basics/problem.ts';

/** The bytes of a file that a vault command was given. */
export async function readVaultFile(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new OperatorError(
      {
        kind: 'file-unreadable',
        message: `${path} cannot be read`,
        place: { file: path },
        answer: toProblem(error).message,
      },
      { cause: error },
    );
  });
}

/**
 * Replaces a file whole or not at all: written beside it, synced to the disk, renamed over it. A link keeps being
 * one. `mode` is that of the file there was, where none is given; 0600 for a new one.
 */
export async function replaceFile(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const former = await stat(target).catch(() => undefined);
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.chmod(mode ?? (former === undefined ? 0o600 : former.mode & 0o7777));
      if (former !== undefined && (former.uid !== process.getuid?.() || former.gid !== process.getgid?.())) {
        await file.chown(former.uid, former.gid);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw new OperatorError(
      {
        kind: 'file-unwritable',
        message: `${path} cannot be written; it is as it was`,
        place: { file: path },
        answer: toProblem(error).message,
      },
      { cause: error },
    );
  }
}
