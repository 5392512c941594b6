import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTerraform } from '../../source/terraform/binary.ts';
import { makeFolder } from '../shipped-fleet/shipped-fleet.ts';

function install(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n', { mode: 0o755 });
  return path;
}

test('terraform is taken before tofu, wherever on the PATH each is', async () => {
  const folder = makeFolder();
  const tofu = install(join(folder, 'first'), 'tofu');
  const PATH = `${join(folder, 'first')}:${join(folder, 'second')}`;
  expect(await findTerraform({ PATH })).toEqual({ path: tofu, product: 'tofu' });
  const terraform = install(join(folder, 'second'), 'terraform');
  expect(await findTerraform({ PATH })).toEqual({ path: terraform, product: 'terraform' });
});

test('PEERDECK_TERRAFORM is a name or a path, and stands above the PATH', async () => {
  const folder = makeFolder();
  install(folder, 'terraform');
  const tofu = install(folder, 'tofu-1.9');
  expect(await findTerraform({ PATH: folder, PEERDECK_TERRAFORM: 'tofu-1.9' })).toEqual({
    path: tofu,
    product: 'tofu',
  });
  expect(await findTerraform({ PATH: folder, PEERDECK_TERRAFORM: tofu })).toMatchObject({ path: tofu });
  await expect(findTerraform({ PATH: folder, PEERDECK_TERRAFORM: 'gone' })).rejects.toMatchObject({
    problem: { kind: 'terraform-missing', message: expect.stringContaining('PEERDECK_TERRAFORM is gone') },
  });
});

test('the repository may ask for one of the two, which what the operator says overrules', async () => {
  const folder = makeFolder();
  const terraform = install(folder, 'terraform');
  const tofu = install(folder, 'tofu');
  expect(await findTerraform({ PATH: folder }, 'tofu')).toEqual({ path: tofu, product: 'tofu' });
  expect(await findTerraform({ PATH: folder, PEERDECK_TERRAFORM: 'terraform' }, 'tofu')).toMatchObject({
    path: terraform,
  });
  await expect(findTerraform({ PATH: makeFolder() }, 'tofu')).rejects.toMatchObject({
    problem: { message: 'peerdeck.yml asks for tofu, and there is none on the PATH.' },
  });
});

test('without either, it is said where to get one, and that nothing else needs it', async () => {
  await expect(findTerraform({ PATH: makeFolder() })).rejects.toMatchObject({
    problem: {
      kind: 'terraform-missing',
      hint: expect.stringMatching(/install.*Only plan and apply need it/),
    },
  });
});
