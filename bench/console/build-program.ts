import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** Builds an entry as the program is built, in parts that are loaded when they are needed; returns its path. */
export async function buildProgram(entry: string, name: string): Promise<string> {
  // Not bundled along: it reads a file beside itself.
  const options = pathToFileURL(resolve('scripts/build-options.js')).href;
  const { buildOptions }: { readonly buildOptions: BuildOptions } = await import(options);
  const outdir = resolve('node_modules/.cache/bench-console', name);
  await mkdir(outdir, { recursive: true });
  await build({
    ...buildOptions,
    entryPoints: { [name]: entry },
    outdir,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return join(outdir, `${name}.js`);
}
