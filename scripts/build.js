import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildOptions } from './build-options.js';

/** Parts of builds before this one are kept for an hour: a program that still runs may yet load one. */
const partsKept = 3_600_000;
const parts = 'dist/parts';

/** The program, of which each verb loads its own part, and the two libraries that others may import. */
await Promise.all([
  build({
    ...buildOptions,
    entryPoints: { peerdeck: 'source/cli.ts' },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
  }),
  build({
    ...buildOptions,
    entryPoints: { jinja: 'source/jinja/index.ts', bird: 'source/bird/index.ts' },
    outdir: 'dist',
  }),
]);

for (const name of await readdir(parts)) {
  const part = join(parts, name);
  if (Date.now() - (await stat(part)).mtimeMs > partsKept) await rm(part, { force: true });
}
