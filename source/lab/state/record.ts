import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import { isLabName, type LabId, parseLabId } from '../lab-id.ts';
import { hasCode, readStartTime } from '../processes.ts';
import type { ReachBlock } from '../reach-block.ts';
import { labPaths, labsFolder } from './paths.ts';

const recordSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  id: z.string().transform((id, context): LabId => {
    const parts = parseLabId(id);
    if (parts) return parts.id;
    context.issues.push({ code: 'custom', message: 'no lab id', input: id });
    return z.NEVER;
  }),
  /** Unix milliseconds. */
  createdAt: z.number(),
  /** The repository the lab was made from. */
  root: z.string(),
  block: z.string().transform((block) => block as ReachBlock),
  /** Who makes the lab now or made it. */
  maker: z.object({ pid: z.number(), startTime: z.number() }),
  supervisor: z.object({ pid: z.number(), startTime: z.number() }).optional(),
  overlay: z
    .object({ inventoryFile: z.string(), secretsFile: z.string(), passwordFile: z.string() })
    .optional(),
  hosts: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['fleet', 'outsider']),
      user: z.string(),
      reach: z.object({ address: z.string(), port: z.number() }).optional(),
      /** It has a Docker engine of its own. */
      engine: z.boolean().optional(),
    }),
  ),
});

/** What is written down about a lab; holds no secret. */
export type LabRecord = z.infer<typeof recordSchema>;

/** Writes the record so that a reader sees the old one or the new one. */
export async function writeRecord(folder: string, record: LabRecord): Promise<void> {
  await writePrivate(labPaths(folder).record, `${JSON.stringify(record, null, 2)}\n`);
}

/** Writes a file only its owner reads, whole or not at all. */
export async function writePrivate(path: string, content: string | Buffer): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await writeFile(file, content);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** The record in a lab's folder; undefined where there is none, or where one was not finished. */
export async function readRecord(folder: string): Promise<LabRecord | undefined> {
  const path = labPaths(folder).record;
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw new OperatorError(
      {
        kind: 'lab-state',
        message: "the lab's record cannot be read",
        place: { file: path },
        answer: String(error),
      },
      { cause: error },
    );
  }
}

/** Names of the labs that have a folder. */
export async function listLabFolders(environment: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  try {
    return (await readdir(labsFolder(environment))).filter(isLabName).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

export function labFolder(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  return join(labsFolder(environment), name);
}

export async function isAbsent(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return false;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
}

/** Removes a lab's folder, if it is still that lab's and not a later one's of the same name. */
export async function removeLabFolder(folder: string, id: LabId): Promise<void> {
  if ((await readRecord(folder))?.id === id) await rm(folder, { recursive: true, force: true });
}

/** A living process as a record names it. */
export async function readStartTimeOf(
  pid: number,
): Promise<{ readonly pid: number; readonly startTime: number }> {
  return { pid, startTime: (await readStartTime(pid)) ?? 0 };
}

/** Whether a recorded process still lives: the same number may be another's by now. */
export async function isAlive(process: {
  readonly pid: number;
  readonly startTime: number;
}): Promise<boolean> {
  return (await readStartTime(process.pid)) === process.startTime;
}
