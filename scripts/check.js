import { spawnSync } from 'node:child_process';

/** Every check that needs no lab; all of them run, so that one look shows everything. */
const checks = [
  ['format and lint', 'npx', ['biome', 'ci', '--colors=off', '.']],
  ['types', 'npx', ['tsc', '--noEmit']],
  ['dependencies', 'node', ['scripts/check-dependencies.js']],
  ['dead code', 'npx', ['knip']],
  ['generated pages', 'node', ['scripts/generate-manual.js', '--check']],
];

let failed = 0;
for (const [name, command, argv] of checks) {
  console.log(`\n== ${name}`);
  const result = spawnSync(String(command), /** @type {string[]} */ (argv), { stdio: 'inherit' });
  if (result.status !== 0) failed += 1;
}
console.log(failed === 0 ? '\nAll checks passed.' : `\n${failed} of ${checks.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
