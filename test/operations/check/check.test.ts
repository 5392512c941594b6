import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCheck } from '../../../source/commands/check-text.ts';
import { loadLabFleet, prepareOverlay } from '../../../source/lab/plan/prepare-overlay.ts';
import { check } from '../../../source/operations/check/check.ts';
import { type CheckResult, listStandingErrors } from '../../../source/operations/check/check-model.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { render } from '../../../source/operations/render.ts';
import { copyProduction, edit, load, openOffline } from '../../checks/shipped.ts';
import { makeRepository, makeRequest } from '../../lab/plan/planned-lab.ts';

async function checkProduction(root: string, limit?: readonly string[]): Promise<CheckResult> {
  return runOperation(check(openOffline(await load(root), root, limit)), () => {});
}

/** What is wrong, without the parts that need a live network. */
function messages({ findings }: CheckResult): string[] {
  return findings.map(({ check: name, message }) => `${name}: ${message}`);
}

test('the shipped fleet has nothing to find as a lab', async () => {
  const request = makeRequest(makeRepository());
  const fleet = await loadLabFleet(request, await prepareOverlay(request));
  const result = await runOperation(check(openOffline(fleet, request.stateFolder)), () => {});
  expect(result).toMatchObject({ findings: [], unread: [], problems: [], sessions: 14, tunnels: 6 });
  expect(result.unchecked.map(({ check: name }) => name)).toEqual([
    'roa',
    'import-limit',
    'tunnel-mtu',
    'bfd',
    'target-version',
  ]);
});

test('the shipped fleet has nothing to find in production', async () => {
  const result = await checkProduction(await copyProduction());
  expect(result).toMatchObject({ findings: [], unread: [], problems: [], sessions: 14, tunnels: 6 });
});

test('a wrong port is found, with the template line and the line that sets it', async () => {
  const root = await copyProduction();
  edit(root, 'templates/config/shared/wireguard/interface.j2', (text) =>
    text.replace('ListenPort = {{ here.listen_port }}', 'ListenPort = {{ here.listen_port + 1 }}'),
  );
  const result = await checkProduction(root);
  expect(listStandingErrors(result)).toHaveLength(6);
  const [finding] = result.findings;
  expect(finding).toMatchObject({
    check: 'endpoint',
    number: 2,
    severity: 'error',
    message: 'coreams01 wg0 sends to port 51820 of ixpams01 wg0, which listens on 51821',
    places: [
      {
        host: 'coreams01',
        file: 'wireguard/wg0.conf',
        template: { file: 'templates/config/shared/wireguard/interface.j2' },
        variables: [
          { name: 'tunnels.core_ams.ends.ixpams01.endpoint', file: 'networks/tunnels.yml' },
          { name: 'tunnels.core_ams.ends.ixpams01.listen_port', file: 'networks/tunnels.yml' },
        ],
      },
      { host: 'ixpams01', file: 'wireguard/wg0.conf' },
    ],
    prevents: 'no handshake',
  });
});

test('a wrong key, AS, password and address are found before anything is sent, and no secret is shown', async () => {
  const root = await copyProduction();
  edit(root, 'templates/config/core/coreams01/bird/bird.conf.j2', (text) =>
    text.replace(
      '{% call bgp_session(session, network.core_as) %}',
      '{% call bgp_session(session, 65009) %}',
    ),
  );
  edit(root, 'templates/config/shared/bird/session.j2', (text) =>
    text.replace(
      '    direct;',
      '    direct;\n    password "{{ bgp_passwords.vultr }}{{ inventory_hostname }}";',
    ),
  );
  edit(root, 'networks/tunnels.yml', (text) =>
    text.replace('fd7a:2c41:9e00:3::2/64', 'fd7a:2c41:9e00:4::2/64'),
  );
  edit(root, 'templates/config/shared/wireguard/interface.j2', (text) =>
    text.replace('[host][there.interface]', '[inventory_hostname][interface]'),
  );
  const result = await checkProduction(root);
  expect([...new Set(listStandingErrors(result).map(({ check: name }) => name))]).toEqual([
    'peer-key',
    'as-numbers',
    'bgp-password',
    'tunnel-subnet',
    'neighbor-on-link',
  ]);
  expect(messages(result)).toContain(
    'bgp-password: the passwords of coreams01 edge_ams and ixpams01 core differ',
  );
  const fleet = await load(root);
  const shown = `${JSON.stringify(result)}${describeCheck(result)}`;
  for (const secret of fleet.secretValues) expect(shown).not.toContain(secret);
});

test('a finding that is meant to be so is shown with its reason and refuses nothing', async () => {
  const root = await copyProduction();
  edit(root, 'templates/config/ixp/bird/peerings.conf.j2', (text) =>
    text
      .replace("outside_channel(session, 'announce')", "outside_channel(session, 'all')")
      .replace('export filter all', 'export all'),
  );
  edit(root, 'templates/config/shared/bird/outside.j2', (text) =>
    text.replace(
      'export filter {{ export_filter }}',
      'export {{ "all" if export_filter == "all" else "filter " ~ export_filter }}',
    ),
  );
  expect(listStandingErrors(await checkProduction(root))).toHaveLength(3);
  writeFileSync(
    join(root, 'peerdeck.yml'),
    'checks:\n  - { check: export-all, host: ixpams01, path: bird/*, why: a route collector behind all of them }\n',
  );
  const result = await checkProduction(root);
  expect(listStandingErrors(result)).toEqual([]);
  expect(result.findings.map(({ silenced }) => silenced)).toEqual(
    Array(3).fill('a route collector behind all of them'),
  );
  expect(describeCheck(result)).toContain('because: a route collector behind all of them');
});

test('a check that there is none of cannot be silenced, nor one without a reason', async () => {
  const root = await copyProduction();
  writeFileSync(join(root, 'peerdeck.yml'), 'checks: [{ check: exprot-all, why: because }]\n');
  await expect(checkProduction(root)).rejects.toThrow('checks[0]: there is no check exprot-all');
  writeFileSync(join(root, 'peerdeck.yml'), 'checks: [{ check: export-all }]\n');
  await expect(checkProduction(root)).rejects.toThrow('a finding is silenced with a reason only');
});

test('--limit leaves what concerns its hosts, and still looks at both ends', async () => {
  const root = await copyProduction();
  edit(root, 'networks/tunnels.yml', (text) =>
    text.replace('fd7a:2c41:9e00:3::2/64', 'fd7a:2c41:9e00:4::2/64'),
  );
  expect(messages(await checkProduction(root, ['ixpfra01']))).not.toEqual([]);
  expect(messages(await checkProduction(root, ['coreams01']))).toEqual([]);
});

test('the forecast tells what the change does against what was rendered last', async () => {
  const root = await copyProduction();
  await runOperation(render(openOffline(await load(root), root)), () => {});
  expect((await checkProduction(root)).forecasts).toEqual([]);
  edit(root, 'inventory/inventory.yml', (text) =>
    text.replace('router_id: 198.51.100.12', 'router_id: 198.51.100.13'),
  );
  edit(root, 'networks/tunnels.yml', (text) =>
    text.replace('keepalive: 25', 'keepalive: 20').replace(/mtu: 1400(?![\s\S]*mtu: 1400)/, 'mtu: 1380'),
  );
  const result = await checkProduction(root);
  const text = describeCheck(result);
  expect(text).toContain('ixpfra01: session transit_b will flap: router id changed');
  expect(text).toContain(
    'coreams01: tunnel wg0 takes its peers up without a break: PersistentKeepalive changed',
  );
  expect(text).toContain('ixpams01: tunnel wg1 will be restarted: MTU changed');
  expect(messages(result)).toEqual([
    'router-id: the router id of ixpfra01 becomes 198.51.100.13, it was 198.51.100.12: every session of it flaps',
  ]);
});
