import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyShippedFleet, type FleetCopy, program } from './fleet-copy.ts';

let fleet: FleetCopy;

beforeEach(async () => {
  fleet = await copyShippedFleet();
  await writePassword('peerdeck-example');
});

afterEach(() => fleet.remove());

async function writePassword(password: string): Promise<void> {
  const file = join(fleet.root, '.password');
  await writeFile(file, `${password}\n`);
  await chmod(file, 0o600);
}

test('a broken inventory is told with file and line', async () => {
  await fleet.edit('inventory/inventory.yml', 'router_id: 198.51.100.1\n', 'router_id: [198.51.100.1\n');
  const { exitCode, stderr } = await fleet.run('hosts');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/inventory\/inventory\.yml:\d+/);
});

test('a wrong vault password names the vault', async () => {
  await writePassword('not the one');
  const { exitCode, stderr } = await fleet.run('render');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('secrets/secrets.yml');
  expect(stderr).not.toContain('not the one');
});

test('a folder that is no fleet says what a fleet has', async () => {
  const { exitCode, stderr } = await fleet.run('hosts', '--root', '/proc');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('inventory');
});

test('placeholders are refused outside the lab, and nothing is written', async () => {
  const { exitCode, stderr } = await fleet.run('render');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('placeholder');
});

test('a lab that does not run is not taken for production', async () => {
  const { exitCode, stderr } = await fleet.run('status', '--lab');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('peerdeck lab up');
});

test('an unreachable host is told, with what was tried', async () => {
  await fleet.edit(
    'inventory/inventory.yml',
    'ansible_host: ams01.core.example.net',
    'ansible_host: 127.0.0.1\n          ansible_port: 9',
  );
  const { stdout } = await fleet.run('status', '--limit', 'coreams01');
  expect(stdout).toMatch(/unreachable/i);
  expect(stdout).toContain('127.0.0.1');
});

test('a word that is no command is a usage error', async () => {
  expect((await fleet.run('rendr')).exitCode).toBe(2);
});

test('a host pattern that fits nothing says so', async () => {
  const { exitCode, stderr } = await fleet.run('hosts', '--limit', 'nowhere');
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('nowhere');
});

test('a plan of production is refused before Terraform is asked for anything', async () => {
  const { exitCode, stderr } = await fleet.run('plan');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('placeholder');
});

test('a reader that goes away ends the output without a stack trace', async () => {
  const { stderr } = await execa(`node ${program} hosts --json --root ${fleet.root} | true`, {
    shell: true,
    env: fleet.environment,
    reject: false,
  });
  expect(stderr).toBe('');
});
