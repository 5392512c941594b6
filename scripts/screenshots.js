import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildOptions } from './build-options.js';

/** Renders the pictures of the README and the manual from the real program on its lab. */
const folder = await mkdtemp(join(process.cwd(), 'node_modules/.screenshots-'));
try {
  const outfile = join(folder, 'screenshots.mjs');
  await build({
    ...buildOptions,
    entryPoints: ['scripts/screenshots.ts'],
    outfile,
    packages: 'external',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(folder, { recursive: true });
}
