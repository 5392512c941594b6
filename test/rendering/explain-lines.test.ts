import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { Fleet } from '../../source/fleet/model.ts';
import { explainLines, type LineReason } from '../../source/rendering/explain-lines.ts';
import { renderFleet } from '../../source/rendering/render-fleet.ts';
import { encryptVault } from '../../source/secrets/vault.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

let root: string;
let fleet: Fleet;
let lines: readonly LineReason[];

const inventory = `ixp:
  vars:
    own_asn: 64500
  hosts:
    ams:
      peers:
        - {name: transit, asn: 64496, password: transit_a}
`;

const template = `# AS{{ own_asn }}
{% for peer in peers %}
neighbor as {{ peer.asn }};
{% if peer.password is defined %}
password "{{ passwords[peer.password] }}";
{% endif %}
{% endfor %}
{% include 'shared/end.j2' %}
`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'peerdeck-why-'));
  const vault = encryptVault(Buffer.from('passwords: {transit_a: hunter-two}\n'), Buffer.from('open'));
  await write('inventory/hosts.yml', inventory);
  await write('secrets/secrets.yml', vault);
  await write('.password', 'open\n');
  await write('templates/config/ixp/bird.conf.j2', template);
  await write('templates/config/shared/end.j2', '# the end\n');
  fleet = await loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
  const { tree } = await renderFleet(fleet);
  const [host] = fleet.hosts;
  const [file] = host ? (tree.get(host.name) ?? []) : [];
  if (!host || !file) throw new Error('nothing was rendered');
  lines = explainLines(file, host.variables, fleet.origins, 1, 99);
});

afterAll(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text, { mode: 0o600 });
}

function variable(line: number, name: string) {
  return lines.find((reason) => reason.line === line)?.variables.find((used) => used.name === name);
}

test('each line knows the template line that wrote it, also through an include', () => {
  expect(lines.map(({ text, templates }) => [text, templates[0]?.name, templates[0]?.line])).toEqual([
    ['# AS64500', 'ixp/bird.conf.j2', 1],
    ['neighbor as 64496;', 'ixp/bird.conf.j2', 3],
    ['password "‹secret›";', 'ixp/bird.conf.j2', 5],
    ['# the end', 'shared/end.j2', 1],
  ]);
});

test('a variable is named as a template would write it, with the place that set it', () => {
  expect(variable(1, 'own_asn')).toMatchObject({
    value: '64500',
    use: 'text',
    origin: { kind: 'group', setBy: 'ixp', place: { file: 'inventory/hosts.yml', line: 3 } },
  });
  expect(variable(2, 'peers[0].asn')).toMatchObject({
    value: '64496',
    origin: { kind: 'host', place: { line: 7 } },
  });
});

test('a secret is told by name and place, never by value', () => {
  expect(variable(3, 'passwords.transit_a')).toMatchObject({
    value: '‹secret›',
    origin: { kind: 'secrets', secret: true, place: { file: 'secrets/secrets.yml' } },
  });
  expect(JSON.stringify(lines)).not.toContain('hunter-two');
});

test('what decided that a line is there is told apart from what is in it', () => {
  expect(variable(3, 'peers[0].password')).toBeDefined();
  expect(variable(4, 'own_asn')).toBeUndefined();
});
