import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperatorError, type Problem } from '../../source/basics/problem.ts';
import { readDeliveryRules, readHealthChecks } from '../../source/delivery/custom-rules.ts';
import { type HostDelivery, makeHostDelivery } from '../../source/delivery/host-delivery.ts';
import { formatService, placeFile } from '../../source/delivery/rules.ts';
import { loadSettings } from '../../source/fleet/settings.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'peerdeck-rules-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The delivery of a host as this `peerdeck.yml` has it. */
async function read(text: string): Promise<HostDelivery> {
  await writeFile(join(root, 'peerdeck.yml'), text);
  const settings = await loadSettings(root);
  const place = settings.findPlace ?? (() => ({ file: '' }));
  return makeHostDelivery({
    rules: readDeliveryRules(settings.delivery, place).map(({ value }) => value),
    checks: readHealthChecks(settings.checks, place).map(({ value }) => value),
  });
}

async function refusal(text: string): Promise<Problem> {
  const error = await read(text).catch((thrown: unknown) => thrown);
  if (error instanceof OperatorError) return error.problem;
  throw new Error('it was not refused');
}

function place(delivery: HostDelivery, path: string, secret = false): string {
  const placed = placeFile({ path, executable: false, secret, content: Buffer.alloc(0) }, delivery.rules);
  const live = placed.path.replace(/^~/, '/home/op');
  const services = delivery.findServices(live, '/home/op').map(formatService).join(' ');
  return `${placed.path} ${placed.mode.toString(8)} ${placed.owner}:${placed.group} ${services}`.trim();
}

describe('a rule of peerdeck.yml', () => {
  test('puts a folder elsewhere; what is built in for that place takes it up there', async () => {
    const delivery = await read('delivery:\n  - name: web\n    match: caddy/*\n    to: /etc/caddy/\n');
    expect(place(delivery, 'caddy/Caddyfile')).toBe('/etc/caddy/Caddyfile 644 root:root unit/caddy');
    expect(place(delivery, 'caddy/sites/one', true)).toBe('/etc/caddy/sites/one 600 root:root unit/caddy');
    expect(place(delivery, 'grafana/grafana.ini')).toBe('~/grafana/grafana.ini 644 user:user');
  });

  test('says whose a file is, how it is validated and what takes it up', async () => {
    const delivery = await read(`delivery:
  - name: nginx
    match: nginx/*
    to: /etc/nginx/
    owner: root
    group: www-data
    mode: "0640"
    validate: nginx -t -c {file}
    activate: { reload: nginx }
    confirm: curl -fsS http://localhost/
    revert: systemctl restart nginx
`);
    expect(place(delivery, 'nginx/nginx.conf')).toBe('/etc/nginx/nginx.conf 640 root:www-data rule/nginx');
    expect(delivery.described.get('rule/nginx')).toMatchObject({
      folder: '/etc/nginx',
      activation: { kind: 'reload', unit: 'nginx' },
      confirm: 'curl -fsS http://localhost/',
      revert: 'systemctl restart nginx',
    });
  });

  test('changes what becomes of files where they stand', async () => {
    const delivery = await read(
      'delivery:\n  - { name: probe, match: saimiris/*, activate: { container: saimiris } }\n',
    );
    expect(place(delivery, 'saimiris/saimiris.yml')).toBe('~/saimiris/saimiris.yml 644 user:user rule/probe');
  });

  test('may be for one file', async () => {
    const delivery = await read(
      'delivery:\n  - { name: motd, match: motd, to: /etc/motd, activate: none }\n',
    );
    expect(place(delivery, 'motd')).toBe('/etc/motd 644 root:root rule/motd');
    expect(place(delivery, 'motd2')).toBe('~/motd2 644 user:user');
  });

  test('leaves a check that is to pass to the hosts it is for', async () => {
    const delivery = await read(
      'checks:\n  - { name: web, run: curl -fsS http://localhost/ }\n  - { check: roa, why: no validator here }\n',
    );
    expect(delivery.checks).toEqual([{ name: 'web', command: 'curl -fsS http://localhost/' }]);
  });
});

describe('a rule that cannot be understood is refused with its line', () => {
  test.each([
    ['delivery:\n  - { name: a, match: x/*, too: /etc/x/ }\n', 2, /there is no too.*do you mean to\?/],
    ['delivery:\n  - name: a\n    match: x/*\n    to: etc/x/\n', 4, /absolute path/],
    ['delivery:\n  - name: a\n    match: x/*\n    to: /etc/../x/\n', 4, /absolute path/],
    ['delivery:\n  - name: a\n    match: x/*\n    to: /etc/x\n', 4, /end it with a \//],
    ['delivery:\n  - name: a\n    match: x/*\n    mode: 644\n', 4, /mode.*quoted/],
    ['delivery:\n  - name: a\n    match: x/*\n    mode: "0999"\n', 4, /mode.*octal/],
    ['delivery:\n  - name: a\n    match: x/*\n    activate: reload nginx\n', 4, /activate.*reload: UNIT/],
    ['delivery:\n  - name: a\n    match: x/*\n    activate: { reload: "$(id)" }\n', 4, /activate/],
    ['delivery:\n  - match: x/*\n', 2, /name/],
    ['delivery:\n  - { name: a, match: x }\n  - { name: a, match: y }\n', 3, /two rules a/],
    ['checks:\n  - { name: web, run: "" }\n', 2, /run/],
  ])('%j', async (text, line, message) => {
    const problem = await refusal(text);
    expect(problem).toMatchObject({ kind: 'settings-invalid', place: { file: 'peerdeck.yml', line } });
    expect(problem.message).toMatch(message);
  });
});
