import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { milliseconds } from '../../../source/basics/brand.ts';
import type { HostName } from '../../../source/fleet/model.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { type PlanOptions, plan } from '../../../source/operations/terraform/plan.ts';
import type { HostConnection } from '../../../source/remote/connection.ts';
import { type SshHost, startSshHost } from '../../terraform/ssh-host.ts';
import { copyShipped, createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the services of a lab', () => {
  it('are started over SSH, mended when they stopped, changed with the catalogue, and taken down', async () => {
    const host = await startSshHost();
    const { root, session } = createLabFleet(host);
    vi.stubEnv('PEERDECK_TERRAFORM', host.terraform);
    vi.stubEnv('TF_WORKSPACE', 'production');

    const first = await makePlan(session);
    expect(first.changes.map(({ address, host }) => [address, host])).toContainEqual([
      'terraform_data.service["coreams01/geofeed"]',
      'coreams01',
    ]);
    expect((await runApply(session, first)).kind).toBe('applied');
    const page = await host.run('busybox wget -q -O - http://[::1]:8081/status.json');
    expect(JSON.parse(page.stdout)).toMatchObject({ host: 'coreams01', service: 'geofeed', port: 8081 });
    expect((await makePlan(session)).changes).toEqual([]);

    await host.run('systemctl stop geofeed');
    const mending = await makePlan(session);
    expect(mending.changes).toMatchObject([
      {
        address: 'terraform_data.service["coreams01/geofeed"]',
        action: 'replace',
        reason: 'it does not run on its host',
        class: 'drift',
      },
    ]);
    expect((await runApply(session, mending)).kind).toBe('applied');
    expect((await host.run('systemctl is-active geofeed')).stdout).toBe('active');

    const catalogue = join(root, 'terraform/services.json');
    writeFileSync(catalogue, readFileSync(catalogue, 'utf8').replace('nginx:1.29.3', 'nginx:1.29.4'));
    const newer = await makePlan(session);
    expect(newer.changes).toMatchObject([
      {
        address: 'terraform_data.service["coreams01/geofeed"]',
        class: 'intended',
        because: expect.stringContaining('terraform/services.json'),
      },
    ]);
    expect(newer.changes[0]?.attributes).toContainEqual({
      path: 'triggers_replace.image',
      before: '"docker.io/library/nginx:1.29.3"',
      after: '"docker.io/library/nginx:1.29.4"',
      forcesReplacement: true,
    });
    await runApply(session, newer);

    await runApply(session, await makePlan(session, { destroy: true }));
    expect((await host.run('ls /srv /etc/systemd/system')).stdout).not.toContain('geofeed');
    expect((await host.run('systemctl is-active geofeed')).stdout).toBe('inactive');

    expect(readdirSync(join(root, 'terraform/lab')).sort()).toEqual([
      'container.tftpl',
      'install.tftpl',
      'main.tf',
      'service.tftpl',
      'variables.tf',
    ]);
    const state = join(session.stateFolder, 'terraform/terraform.tfstate');
    expect(statSync(state).mode & 0o777).toBe(0o600);
    expect(existsSync(join(root, 'terraform/terraform.tfstate'))).toBe(false);
  }, 120_000);

  it('are not trusted to a host that shows another key', async () => {
    const host = await startSshHost();
    const otherKey = readFileSync(`${host.keyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const { root, session } = createLabFleet({ ...host, hostKey: otherKey });
    const variables = join(root, 'terraform/lab/variables.tf');
    writeFileSync(variables, readFileSync(variables, 'utf8').replace('"20s"', '"2s"'));
    vi.stubEnv('PEERDECK_TERRAFORM', host.terraform);
    const result = await runApply(
      session,
      await makePlan(session, { targets: ['terraform_data.service["coreams01/geofeed"]'] }),
    );
    expect(result).toMatchObject({
      kind: 'failed',
      problem: { answer: expect.stringContaining('knownhosts: key mismatch') },
    });
  });
});

/** A lab of one host, coreams01, whose repository is the shipped one's Terraform and networks. */
function createLabFleet(host: SshHost): { root: string; session: FleetSession } {
  const { root, session: production } = createTemporaryFleet('');
  for (const path of ['terraform', 'networks']) copyShipped(path, root);
  const [core] = production.fleet.hosts;
  if (!core) throw new Error('the temporary fleet has no host');
  const connection = { address: '127.0.0.1', port: 2222, user: 'root', privateKeyFile: host.keyFile };
  const hosts = [{ ...core, connection }];
  mkdirSync(join(production.stateFolder, 'access'), { recursive: true });
  writeFileSync(join(production.stateFolder, 'access/known_hosts'), `[127.0.0.1]:2222 ${host.hostKey}\n`);
  const remote = { ...production.remote, connect: (name: HostName) => connectTo(host, name) };
  const fleet = { ...production.fleet, hosts, mode: { kind: 'lab', name: 'test' } as const };
  return { root, session: { ...production, fleet, hosts, remote } };
}

function connectTo(sshHost: SshHost, host: HostName): HostConnection {
  return {
    host,
    state: { kind: 'idle' },
    exec: async (command) => {
      const { stdout, exitCode } = await sshHost.run(command);
      return { host, command, exitCode, stdout, stderr: '', truncated: false, duration: milliseconds(0) };
    },
    openSocket: () => Promise.reject(new Error('not in this test')),
    close: async () => {},
  };
}

async function makePlan(session: FleetSession, options: PlanOptions = {}) {
  const result = await runOperation(plan(session, options), () => {});
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return result.plan;
}

async function runApply(session: FleetSession, saved: { readonly planFile: string }) {
  const result = await runOperation(apply(session, saved), () => {});
  return result;
}
