import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildOptions } from './build-options.js';

/**
 * Writes the pages of the manual that come from the program itself: its commands and its keys.
 * With --check nothing is written, and a stale page is a failure.
 */
const isCheck = process.argv.includes('--check');

/** @returns {Promise<{ commandsPage: () => Promise<string>, keysPage: () => string }>} */
async function loadPages() {
  const folder = await mkdtemp(join(tmpdir(), 'peerdeck-manual-'));
  const outfile = join(folder, 'pages.mjs');
  try {
    await build({ ...buildOptions, entryPoints: ['scripts/manual-pages.ts'], outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const { commandsPage, keysPage } = await loadPages();
const pages = { 'docs/manual/commands.md': await commandsPage(), 'docs/manual/keys.md': keysPage() };
const stale = [];
for (const [file, text] of Object.entries(pages)) {
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === text) continue;
  if (isCheck) stale.push(file);
  else await writeFile(file, text);
}
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run: node scripts/generate-manual.js`);
  process.exitCode = 1;
}
