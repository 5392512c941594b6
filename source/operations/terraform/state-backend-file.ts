import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { type BackendSettings, replaceBackend } from '../../terraform/backend-block.ts';

/** The file of the repository that names the backend. */
export interface BackendFile {
  readonly path: string;
  /** As the operator would type it. */
  readonly shown: string;
  /** Undefined where there is no such file yet. */
  readonly text: string | undefined;
}

/** Its text with another backend; undefined where the file is not needed any more. */
export function writeBackendFile(file: BackendFile, backend: BackendSettings): string | undefined {
  const text = replaceBackend(file.text ?? '', backend);
  return text === '' ? undefined : text;
}

/** Writes a file whole or not at all; without a text it is removed. */
export async function putBackendFile(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path, { force: true });
  const beside = `${path}.${randomBytes(4).toString('hex')}`;
  await writeFile(beside, text, { mode: path.endsWith('.tfstate') ? 0o600 : 0o644, flag: 'wx' });
  await rename(beside, path);
}
