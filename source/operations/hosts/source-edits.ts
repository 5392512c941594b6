import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';
import { type DiffLine, diffLines } from '../../rendering/diff-lines.ts';
import type { Redactor } from '../../secrets/redaction.ts';

/** A file of the repository before and after a change; a side that is undefined is no file. */
export interface SourceEdit {
  /** Relative to the repository. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an edit changes, line by line, for showing it. */
export function diffSourceEdit({ before, after }: SourceEdit, redact: Redactor): DiffLine[] {
  const show = (raw = '') => ({ raw, shown: redact(raw) });
  return diffLines(show(before), show(after));
}

/** Writes the edits: all of them, or none. Throws OperatorError where a file is not what the edit was made from. */
export async function writeSourceEdits(root: string, edits: readonly SourceEdit[]): Promise<void> {
  for (const edit of edits) await requireContent(root, edit.file, edit.before);
  const written: SourceEdit[] = [];
  try {
    for (const edit of edits) {
      await writeWhole(root, edit.file, edit.after);
      written.push(edit);
    }
  } catch (error) {
    for (const { file, before } of written.toReversed()) await writeWhole(root, file, before);
    throw error;
  }
}

/** Takes the edits back. Throws OperatorError, and changes nothing, where a file was edited since. */
export async function undoSourceEdits(root: string, edits: readonly SourceEdit[]): Promise<void> {
  await writeSourceEdits(
    root,
    edits.map(({ file, before, after }) => ({ file, before: after, after: before })),
  );
}

/** A file of the repository; undefined where there is none. */
export async function readSource(root: string, file: string): Promise<string | undefined> {
  return readFile(join(root, file), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function requireContent(root: string, file: string, wanted: string | undefined): Promise<void> {
  if ((await readSource(root, file)) === wanted) return;
  throw new OperatorError({
    kind: 'source-changed',
    message: `${file} was edited in the meantime: nothing was written.`,
    place: { file },
    hint: 'Do it again: it is then made from the file as it is now.',
  });
}

async function writeWhole(root: string, file: string, content: string | undefined): Promise<void> {
  const path = join(root, file);
  if (content === undefined) return rm(path, { force: true });
  const mode = await stat(path).then(
    (entry) => entry.mode & 0o777,
    () => 0o644,
  );
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, path);
}
