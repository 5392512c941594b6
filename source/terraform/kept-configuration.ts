import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { AppliedMark } from './change-classes.ts';

/** A configuration as it was planned: every file that Terraform could have read, and the commit it stood on. */
export interface KeptConfiguration {
  readonly mark: AppliedMark;
  /** Contents in base64 by path relative to the repository. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that were too large to keep. */
  readonly omitted: readonly string[];
  /** Files given with `-var-file`, by name; their contents in base64. */
  readonly variableFiles: Readonly<Record<string, string>>;
}

const shape = z.object({
  mark: z.object({ at: z.string(), commit: z.string().exactOptional(), dirty: z.boolean().exactOptional() }),
  files: z.record(z.string(), z.string()),
  omitted: z.array(z.string()),
  variableFiles: z.record(z.string(), z.string()),
});

const openedLimit = 256 * 1024 * 1024;

/** Packs it into bytes, which hold secrets in clear: the variables' files have them. */
export async function packConfiguration(kept: KeptConfiguration): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(kept));
}

/** Reads what `packConfiguration` made; undefined for anything else. */
export async function unpackConfiguration(bytes: Uint8Array): Promise<KeptConfiguration | undefined> {
  try {
    const text = await promisify(gunzip)(bytes, { maxOutputLength: openedLimit });
    const read = shape.safeParse(JSON.parse(text.toString('utf8')));
    return read.success ? read.data : undefined;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Files that one has otherwise than the other, or not at all, in order of their paths. */
export function listChangedFiles(former: KeptConfiguration, now: KeptConfiguration): readonly string[] {
  const changed = (left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>) =>
    [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((path) => left[path] !== right[path]);
  return [
    ...changed(former.files, now.files).toSorted(),
    ...changed(former.variableFiles, now.variableFiles).toSorted(),
  ];
}

/** Whether two are the same configuration, whenever they were kept. */
export function checksumConfiguration({ files, variableFiles }: KeptConfiguration): string {
  const hash = createHash('sha256');
  for (const part of [files, variableFiles])
    for (const path of Object.keys(part).toSorted()) hash.update(JSON.stringify([path, part[path]]));
  return hash.digest('hex');
}

/** Lays the files out below a folder of our own: the owner's alone. */
export async function layOutConfiguration(
  kept: Pick<KeptConfiguration, 'files'>,
  folder: string,
): Promise<void> {
  for (const [path, content] of Object.entries(kept.files)) {
    const relative = normalize(path);
    if (isAbsolute(relative) || relative.startsWith('..')) continue;
    const target = join(folder, relative);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, Buffer.from(content, 'base64'), { mode: 0o600 });
  }
}
