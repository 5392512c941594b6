import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';
import { formatJournalEntry, type JournalEntry, parseJournal } from '../../fleet/journal.ts';

const name = 'journal.jsonl';
const olderName = /^journal-\d{8}T\d{9}Z-\d+\.jsonl$/;

/** How much a journal may hold before it is begun anew, and how many earlier ones are kept. */
export interface JournalBounds {
  readonly bytes: number;
  readonly kept: number;
}

const defaultBounds: JournalBounds = { bytes: 2 * 1024 * 1024, kept: 8 };

/** Adds an entry to the journal of a fleet's state folder; only the user may read it. Throws OperatorError. */
export async function appendJournal(
  stateFolder: string,
  entry: JournalEntry,
  bounds: JournalBounds = defaultBounds,
): Promise<void> {
  const path = join(stateFolder, name);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rotate(stateFolder, bounds);
    await appendFile(path, formatJournalEntry(entry), { mode: 0o600 });
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'journal-unwritten',
        message: 'what was done could not be written into the journal',
        place: { file: path },
        answer: error instanceof Error ? error.message : String(error),
        hint: 'is the disk full, or the folder not yours? what was done stays done',
      },
      { cause: error },
    );
  }
}

/** A name of its own for each journal set aside: two consoles that do so at once lose nothing. */
async function rotate(folder: string, { bytes, kept }: JournalBounds): Promise<void> {
  const path = join(folder, name);
  const size = await stat(path).then((found) => found.size, ignoreMissing(0));
  if (size < bytes) return;
  const stamp = new Date().toISOString().replace(/[-:.]/g, '');
  await rename(path, join(folder, `journal-${stamp}-${process.pid}.jsonl`)).catch(ignoreMissing(undefined));
  for (const old of (await listOlder(folder)).slice(0, -kept)) await rm(join(folder, old), { force: true });
}

async function listOlder(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((each) => olderName.test(each)).sort();
}

/** Reads a fleet's journal, oldest entry first; a fleet without one has done nothing yet. Throws OperatorError. */
export async function readJournal(
  stateFolder: string,
): Promise<{ readonly entries: readonly JournalEntry[]; readonly unreadable: number }> {
  try {
    const older = await listOlder(stateFolder).catch(ignoreMissing([]));
    const texts = await Promise.all(
      [...older, name].map((each) => readFile(join(stateFolder, each), 'utf8').catch(ignoreMissing(''))),
    );
    return parseJournal(texts.join('\n'));
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'journal-unread',
        message: 'the journal cannot be read',
        place: { file: join(stateFolder, name) },
        answer: error instanceof Error ? error.message : String(error),
      },
      { cause: error },
    );
  }
}

function ignoreMissing<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}
