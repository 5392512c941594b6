import { build } from 'esbuild';

/** Ink asks for the developer tools only in development; a stub keeps them out of the bundle. */
const withoutDevtools = {
  name: 'without-devtools',
  /** @param {import('esbuild').PluginBuild} builder */
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'devtools', namespace: 'stub' }));
    builder.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default {};' }));
  },
};

/** ssh2 tries optional native parts and goes on without them; they are left out by name. */
const withoutNative = {
  name: 'without-native',
  /** @param {import('esbuild').PluginBuild} builder */
  setup(builder) {
    builder.onResolve({ filter: /\.node$|^cpu-features$/ }, (found) => ({
      path: found.path,
      namespace: 'native',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'native' }, (found) => ({
      contents: `throw new Error(${JSON.stringify(`${found.path} is not part of the bundle`)});`,
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  plugins: [withoutDevtools, withoutNative],
  logLevel: 'warning',
};

/** Bundles the program and the two libraries that others may import. */
export async function buildAll() {
  await Promise.all([
    build({
      ...shared,
      entryPoints: { peerdeck: 'source/cli.ts' },
      outdir: 'dist',
      minifySyntax: true,
      minifyWhitespace: true,
    }),
    build({
      ...shared,
      entryPoints: { jinja: 'source/jinja/index.ts', bird: 'source/bird/index.ts' },
      outdir: 'dist',
    }),
  ]);
}

await buildAll();
