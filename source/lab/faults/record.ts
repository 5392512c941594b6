import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import { hasCode } from '../processes.ts';
import { labFolder, writePrivate } from '../state/record.ts';

const stepSchema = z.object({
  host: z.string(),
  /** Base 64 of what the file held. */
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  captured: z.string(),
  undo: z.string(),
});

const recordSchema = z.object({
  version: z.literal(1),
  fault: z.string(),
  /** `HOST`, `HOST:SESSION` or `HOST:INTERFACE`. */
  on: z.string(),
  /** Unix milliseconds. */
  at: z.number(),
  steps: z.array(stepSchema),
});

export type UndoStep = z.infer<typeof stepSchema>;
/** A fault that was made, with what undoes it. */
export type FaultRecord = z.infer<typeof recordSchema> & { readonly id: string };

function faultFolder(lab: string): string {
  return join(labFolder(lab), 'faults');
}

/** Writes a fault down, before it is made or with a further step. A file a fault, so that several can be made at once. */
export async function writeFault(lab: string, { id, ...record }: FaultRecord): Promise<void> {
  const folder = faultFolder(lab);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writePrivate(join(folder, `${id}.json`), `${JSON.stringify(record)}\n`);
}

export async function removeFault(lab: string, id: string): Promise<void> {
  await rm(join(faultFolder(lab), `${id}.json`), { force: true });
}

/** The faults that a lab has, the latest first. */
export async function listFaultRecords(lab: string): Promise<FaultRecord[]> {
  const folder = faultFolder(lab);
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const records = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFault(join(folder, name), name.slice(0, -5))),
  );
  return records.sort((one, other) => other.at - one.at);
}

async function readFault(path: string, id: string): Promise<FaultRecord> {
  const text = await readFile(path, 'utf8');
  try {
    return { ...recordSchema.parse(JSON.parse(text)), id };
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'lab-state',
        message: 'what a fault of the lab changed cannot be read',
        place: { file: path },
        answer: String(error),
        hint: 'build the lab anew: peerdeck lab down, peerdeck lab up',
      },
      { cause: error },
    );
  }
}
