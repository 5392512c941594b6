import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildOptions } from './build-options.js';

/**
 * Runs every benchmark of bench/ (or those named) and prints medians, and ratios against the rival measured in the
 * same run; bench-results.json gets the same. Figures belong to the machine that the first line names.
 */
const wanted = process.argv.slice(2);
const notBenchmarks = new Set(['measurement.ts', 'grown-fleet.ts']);
const names = (await readdir('bench')).filter((name) => name.endsWith('.ts') && !notBenchmarks.has(name));
const chosen =
  wanted.length === 0 ? names : names.filter((name) => wanted.some((word) => name.includes(word)));

const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
console.log(machine);

/** @param {import('../bench/measurement.ts').Measurement} row */
function formatRow(row) {
  const value = `${round(row.median)} ${row.unit}`;
  const rival = row.rival
    ? `${row.rival.name} ${round(row.rival.median)} ${row.unit}  ratio ${round(row.median / row.rival.median)}`
    : '';
  return `  ${row.what.padEnd(58)} ${value.padStart(14)}  ${rival}`.trimEnd();
}

/** @param {number} value */
function round(value) {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}

const results = [];
// Within node_modules, so that what cannot be bundled is found from there.
await mkdir(resolve('node_modules/.cache'), { recursive: true });
const folder = await mkdtemp(resolve('node_modules/.cache/bench-'));
try {
  for (const name of chosen) {
    const outfile = join(folder, name.replace(/\.ts$/, '.mjs'));
    await build({
      ...buildOptions,
      entryPoints: [resolve('bench', name)],
      outfile,
      external: ['esbuild', '@lydell/node-pty', '@xterm/headless'],
    });
    /** @type {{ measure: () => Promise<import('../bench/measurement.ts').Benchmark> }} */
    const { measure } = await import(pathToFileURL(outfile).href);
    const benchmark = await measure();
    console.log(`\n${benchmark.title}\n${benchmark.measurements.map(formatRow).join('\n')}`);
    results.push(benchmark);
  }
} finally {
  await rm(folder, { recursive: true });
}
await writeFile('bench-results.json', `${JSON.stringify({ machine, results }, null, 2)}\n`);
