import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const banner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

const devtoolsStub = {
  name: 'no-devtools',
  setup: (builder: import('esbuild').PluginBuild) => {
    builder.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'devtools', namespace: 'stub' }));
    builder.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default {}' }));
  },
};

/** Bundles an entry as the product is bundled, into a folder of its own; returns the path of the script. */
export async function bundle(entry: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'peerdeck-test-'));
  const outfile = path.join(folder, `${path.basename(entry).replace(/\.tsx?$/, '')}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    minify: process.env['NOMIN'] === undefined,
    logLevel: 'error',
    logOverride: { 'require-top-level-await': 'silent' },
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: banner },
    plugins: [devtoolsStub],
  });
  return outfile;
}
