import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** The name of a repository's own lab: its folder's, and a mark of where that is, so that two clones do not meet. */
export function nameLabOf(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 24)
    .replace(/^-+|-+$/g, '');
  const mark = createHash('sha256').update(root).digest('hex').slice(0, 4);
  return `${name === '' ? 'fleet' : name}-${mark}`;
}
