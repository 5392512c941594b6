import { build } from 'esbuild';
import { buildOptions } from './build-options.js';

/** The program in one file, and the two libraries that others may import. */
await Promise.all([
  build({
    ...buildOptions,
    entryPoints: { peerdeck: 'source/cli.ts' },
    outdir: 'dist',
    minifySyntax: true,
  }),
  build({
    ...buildOptions,
    entryPoints: { jinja: 'source/jinja/index.ts', bird: 'source/bird/index.ts' },
    outdir: 'dist',
  }),
]);
