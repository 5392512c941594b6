import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFleet } from '../../source/operations/open-fleet.ts';
import { runOperation } from '../../source/operations/operation.ts';
import { render } from '../../source/operations/render.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

const fixture = new URL('../fixtures/foreign-fleet', import.meta.url).pathname;

const secrets = `accounts: {grafana: s3cr3t-one, headscale: 's3cr3t: two'}
bgp_passwords: {route_server: "quoted \\"secret\\""}
`;

const mirrors = {
  mirror01: { main_ip: '203.0.113.1', v6_main_ip: '2001:db8:1:2:5400:5ff:fe12:3456', region: 'atl' },
  mirror02: { main_ip: '203.0.113.2', v6_main_ip: '2001:db8:1:3:5400:5ff:fe65:4321', region: '' },
};

let home: string;
let root: string;

/** The files below a folder, as text of their bytes, by path. */
async function readTree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isFile() && !name.startsWith('.')) files.set(name, (await readFile(path)).toString('latin1'));
  }
  return new Map([...files].sort());
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'peerdeck-foreign-'));
  root = join(home, 'fleet');
  await cp(fixture, root, { recursive: true });
  await writeFile(join(root, '.gitignore'), '.password\n.rendered/\nterraform.tfstate*\n');
  await writeFile(join(root, '.password'), 'foreign\n');
  await chmod(join(root, '.password'), 0o600);
  await mkdir(join(root, 'secrets'));
  await mkdir(join(root, 'terraform'), { recursive: true });
  await writeFile(join(root, 'secrets/secrets.yml'), secrets);
  const vault = ['encrypt', '--vault-password-file', '.password', 'secrets/secrets.yml'];
  await execa('ansible-vault', vault, { cwd: root });
  const attributes = { main_ip: 'string', v6_main_ip: 'string', region: 'string' };
  const server = ['object', attributes];
  const state = {
    version: 4,
    terraform_version: '1.11.4',
    serial: 1,
    lineage: 'foreign',
    outputs: {
      mirror_servers: { value: mirrors, type: ['object', { mirror01: server, mirror02: server }] },
    },
    resources: [],
  };
  await writeFile(join(root, 'terraform/terraform.tfstate'), JSON.stringify(state));
  await execa('git', ['init', '-q'], { cwd: root });
});

afterAll(() => rm(home, { recursive: true, force: true }));

test('a repository that knows nothing of Peerdeck renders byte for byte as its own renderer does', async () => {
  const expected = join(home, 'expected');
  await execa('/usr/bin/python3', [join(fixture, 'render.py'), root, expected]);
  const session = await openFleet({ root, passwords: createVaultPasswords() });
  const { problems } = await runOperation(render(session), () => undefined);
  await session.close();
  expect(problems).toEqual([]);
  const rendered = await readTree(join(root, '.rendered'));
  expect(rendered).toEqual(await readTree(expected));
  expect(rendered.size).toBe(11);
});

test('its rendered files are nobody else’s to read, and its scripts can be run', async () => {
  const modeOf = async (path: string) => (await stat(join(root, '.rendered', path))).mode & 0o777;
  expect(await modeOf('edge01/bird/bird.conf')).toBe(0o600);
  expect(await modeOf('hub01/cron/backup.sh')).toBe(0o700);
  expect(await modeOf('hub01/cron/plain.sh')).toBe(0o700);
  expect(await modeOf('.')).toBe(0o700);
});
