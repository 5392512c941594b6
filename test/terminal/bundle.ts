import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type PluginBuild } from 'esbuild';

const folder = 'node_modules/.cache/peerdeck-tests';
const banner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

const devtoolsStub = {
  name: 'no-devtools',
  setup: (builder: PluginBuild) => {
    builder.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'devtools', namespace: 'stub' }));
    builder.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default {}' }));
  },
};

/** Bundles an entry as the product is bundled; returns the path of the script, the same for the same content. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    minify: true,
    logLevel: 'error',
    logOverride: { 'require-top-level-await': 'silent' },
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: banner },
    plugins: [devtoolsStub],
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const name = path.basename(entry).replace(/\.tsx?$/, '');
  const script = path.resolve(
    folder,
    `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.mjs`,
  );
  await mkdir(folder, { recursive: true });
  // Another worker may be bundling the same: what is there is always whole.
  const unfinished = `${script}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, script);
  return script;
}
