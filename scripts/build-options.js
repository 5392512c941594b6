import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

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

/** @type {import('esbuild').BuildOptions} How every bundle of this project is made. */
export const buildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  legalComments: 'none',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.PEERDECK_VERSION': JSON.stringify(version),
  },
  banner: {
    // What CommonJS parts of the bundle expect to find.
    js: [
      "import { createRequire as makeRequire } from 'node:module';",
      'const require = makeRequire(import.meta.url);',
      "const __filename = new URL(import.meta.url).pathname, __dirname = new URL('.', import.meta.url).pathname;",
    ].join('\n'),
  },
  plugins: [withoutDevtools, withoutNative],
  logLevel: 'warning',
};
