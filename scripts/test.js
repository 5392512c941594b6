import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bringPackages } from './test-packages.js';

/**
 * Everything: unit, console, and end-to-end against the lab. Words given after `--` go to vitest:
 * `npm test -- test/bird`.
 */
const words = process.argv.slice(2);

/** @param {string} command @param {string[]} argv */
function run(command, argv) {
  return spawnSync(command, argv, { stdio: 'inherit', env: { ...process.env, NO_COLOR: '1' } }).status ?? 1;
}

function main() {
  bringPackages();
  if (run('node', ['scripts/build.js']) !== 0) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-test-'));
  const report = join(folder, 'report.json');
  const status = run('npx', [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...words,
  ]);
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  rmSync(folder, { recursive: true });
  if (!counts) return 1;
  const skipped = counts.numPendingTests + counts.numTodoTests;
  console.log(
    `\n${counts.numPassedTests} passed, ${counts.numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
  if (skipped > 0 && process.env['CI']) console.error('A skipped test is a failure in CI.');
  return status !== 0 || (skipped > 0 && process.env['CI']) ? 1 : 0;
}

process.exitCode = main();
