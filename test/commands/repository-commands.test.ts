import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRepositoryCommands, parseTargets } from '../../source/commands/repository-commands.ts';

it('reads the targets a person would name', () => {
  const makefile = '.PHONY: all\nVAR := x\nall: build\n\tcc\nbuild:\n%.o: %.c\ndeploy/ams: all\nall:\n';
  expect(parseTargets(makefile)).toEqual(['all', 'build', 'deploy/ams']);
});

it('offers what a repository has, and nothing where it has nothing', async () => {
  const root = await mkdtemp(join(tmpdir(), 'peerdeck-commands-'));
  expect(await findRepositoryCommands(root)).toEqual([]);
  await writeFile(join(root, 'Makefile'), 'lint:\n\ttrue\n');
  await mkdir(join(root, 'playbooks'));
  await writeFile(join(root, 'playbooks/site.yml'), '');
  const found = await findRepositoryCommands(root);
  expect(found.map(({ title, changes }) => [title, changes])).toEqual([
    ['make lint', true],
    ['playbook site', true],
  ]);
  await rm(root, { recursive: true });
});
