import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findMissingPackages, installLine, neededPackages } from '../../source/lab/packages.ts';

test('a package is missing when one of its programs is, whatever dpkg thinks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-programs-'));
  for (const program of ['bird', 'tini']) {
    writeFileSync(join(folder, program), '');
    chmodSync(join(folder, program), 0o755);
  }
  writeFileSync(join(folder, 'birdc'), 'not executable');
  const needed = neededPackages.filter(({ name }) => ['bird2', 'tini', 'sudo'].includes(name));
  const missing = await findMissingPackages(needed, [folder, '/nowhere']);
  expect(missing).toEqual([
    { name: 'bird2', programs: ['birdc'] },
    { name: 'sudo', programs: ['sudo'] },
  ]);
  expect(installLine(missing)).toBe('apt-get install -y --no-install-recommends bird2 sudo');
  rmSync(folder, { recursive: true });
});

test('a lab host can ping and trace', () => {
  const programs = neededPackages.flatMap((each) => each.programs);
  expect(programs).toEqual(expect.arrayContaining(['ping', 'traceroute']));
});
