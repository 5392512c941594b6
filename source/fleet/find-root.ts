import { dirname, join, resolve } from 'node:path';
import { OperatorError } from '../basics/problem.ts';
import { kindOf } from './variable-files.ts';

/** The repository that a folder is in: the nearest one upwards with `inventory/` or `peerdeck.yml`. */
export async function findRoot(from: string): Promise<string> {
  const start = resolve(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if ((await kindOf(join(folder, 'inventory'))) !== 'nothing') return folder;
    if ((await kindOf(join(folder, 'peerdeck.yml'))) === 'file') return folder;
    if (dirname(folder) === folder) break;
  }
  throw new OperatorError({
    kind: 'no-repository',
    message: `${start} is not inside a fleet repository: neither it nor a folder above it has an inventory/`,
    attempted: 'to find the repository',
    hint: 'change into the repository, or name it with --root DIR',
  });
}
