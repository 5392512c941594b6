import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import { parseJson } from '../../terraform/json.ts';
import type { FleetSession } from '../session.ts';
import { type SourceEdit, undoSourceEdits, writeSourceEdits } from './source-edits.ts';

const record = z.object({
  action: z.enum(['add', 'remove']),
  host: z.string(),
  /** ISO 8601. */
  at: z.string(),
  edits: z.array(z.object({ file: z.string(), before: z.string().optional(), after: z.string().optional() })),
});

/** The last edits that a host's coming or going made, to be taken back. */
export type HostEdits = Readonly<z.output<typeof record>>;

function recordFile(session: FleetSession): string {
  return join(session.stateFolder, 'host-edits.json');
}

/** Writes the edits into the repository, and what undoes them beside the fleet's state. */
export async function writeHostEdits(
  session: FleetSession,
  {
    action,
    host,
    edits,
  }: { readonly action: 'add' | 'remove'; readonly host: string; readonly edits: readonly SourceEdit[] },
): Promise<void> {
  await mkdir(session.stateFolder, { recursive: true, mode: 0o700 });
  const file = recordFile(session);
  await writeFile(`${file}.new`, JSON.stringify({ action, host, at: new Date().toISOString(), edits }), {
    mode: 0o600,
  });
  await writeSourceEdits(session.fleet.root, edits);
  await rename(`${file}.new`, file);
}

/** Takes the last edits back. Throws OperatorError where there are none, or a file was edited since. */
export async function undoHostEdits(session: FleetSession): Promise<HostEdits> {
  const file = recordFile(session);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const found = record.safeParse(parseJson(text));
  if (!found.success) {
    throw new OperatorError({
      kind: 'usage',
      message: 'There is nothing to undo: no host was added or removed from here.',
      hint: '`git diff` shows what was edited otherwise.',
    });
  }
  const edits = found.data.edits.map(({ file: path, before, after }) => ({ file: path, before, after }));
  await undoSourceEdits(session.fleet.root, edits);
  await rm(file, { force: true });
  return found.data;
}
