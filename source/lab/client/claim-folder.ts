import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../processes.ts';
import { type LabRecord, writeRecord } from '../state/record.ts';

/** Makes the lab's folder with its record in one step; false when the name is taken. */
export async function claimLabFolder(folder: string, record: LabRecord): Promise<boolean> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const temporary = await mkdtemp(join(parent, '.new-'));
  try {
    await writeRecord(temporary, record);
    await rename(temporary, folder);
    return true;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
