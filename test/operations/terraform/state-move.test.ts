import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { plan } from '../../../source/operations/terraform/plan.ts';
import { listStates } from '../../../source/operations/terraform/state-list.ts';
import { moveState, previewMove } from '../../../source/operations/terraform/state-move.ts';
import type { StateEvent } from '../../../source/operations/terraform/states.ts';
import type { BackendType } from '../../../source/terraform/backend-block.ts';
import { completeSettings } from '../../../source/terraform/backend-settings.ts';
import { startHttpBackend } from '../../terraform/http-backend.ts';
import { startPostgres } from '../../terraform/postgres.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

const services = `
resource "terraform_data" "service" {
  for_each = toset(["ixpams01", "ixpfra01"])
  input    = "state-secret of \${each.key}"
}
`;

describe('a state that moves to PostgreSQL', () => {
  it('is the same there, is locked and planned there, leaves nothing in clear, and comes back', async () => {
    const server = await startPostgres();
    const { root, session } = await createAppliedFleet();
    vi.stubEnv('PGUSER', server.user);
    vi.stubEnv('PGPASSWORD', server.password);
    const target = settle('pg', {
      conn_str: `postgres://127.0.0.1:${server.port}/postgres?sslmode=disable`,
      schema_name: 'fleet',
    });
    const before = await listStates(session);
    expect(await previewMove(session, target)).toMatchObject({
      from: 'local',
      file: 'terraform/backend.tf',
      text: expect.stringContaining('backend "pg" {\n    conn_str'),
      hasState: true,
    });
    expect(existsSync(join(root, 'terraform/backend.tf'))).toBe(false);

    const { result, events } = await runMove(session, target);
    expect(result).toEqual({
      kind: 'moved',
      from: 'local',
      to: 'pg',
      file: 'terraform/backend.tf',
      // Terraform counts the serial up when its copy is given its lineage back.
      state: { ...before.current, serial: (before.current?.serial ?? 0) + 1 },
    });
    expect(events.flatMap((event) => (event.type === 'state-step' ? [event.step] : []))).toEqual([
      'look',
      'keep',
      'write',
      'migrate',
      'push',
      'verify',
      'clean',
    ]);
    expect(server.query('select count(*) from fleet.states')).toBe('1');
    const there = await listStates(session);
    expect(there).toMatchObject({
      backend: 'pg',
      current: { lineage: before.current?.lineage, resources: 2 },
    });
    execFileSync('terraform', ['fmt', '-check', 'backend.tf'], { cwd: join(root, 'terraform') });
    expect(findText(root, 'state-secret')).toEqual(['terraform/main.tf']);
    expect([...findText(root, server.password), ...findText(session.stateFolder, server.password)]).toEqual(
      [],
    );
    expect(findText(session.stateFolder, 'state-secret')).toEqual([]);

    const planned = await runOperation(plan(session), () => {});
    expect(planned).toMatchObject({ kind: 'planned', plan: { changes: [] } });

    expect(await planDuringApply(root, session)).toMatchObject({
      kind: 'failed',
      // PostgreSQL tells of the requester only: the holder is known from our own record.
      problem: { kind: 'locked', message: expect.stringMatching(/locked by \S+ since .*peerdeck apply/) },
      waysOut: [
        { kind: 'wait', holder: expect.stringContaining('@'), since: expect.stringMatching(/^\d{4}-/) },
      ],
    });

    expect((await runMove(session, settle('local'))).result).toMatchObject({
      kind: 'moved',
      from: 'pg',
      to: 'local',
    });
    expect(existsSync(join(root, 'terraform/backend.tf'))).toBe(false);
    const back = await listStates(session);
    expect(back).toMatchObject({
      backend: 'local',
      current: { lineage: before.current?.lineage, resources: 3 },
    });
    expect(statSync(join(root, 'terraform/terraform.tfstate')).mode & 0o077).toBe(0);
  }, 120_000);

  it('stays where it is when the place is taken, cannot be reached, or would need a password in a file', async () => {
    const server = await startPostgres();
    const other = await createAppliedFleet();
    const { session, root } = await createAppliedFleet();
    vi.stubEnv(
      'PG_CONN_STR',
      `postgres://${server.user}:${server.password}@127.0.0.1:${server.port}/postgres?sslmode=disable`,
    );
    const target = settle('pg', { schema_name: 'fleet' });
    expect((await runMove(other.session, target)).result.kind).toBe('moved');
    expect((await runMove(session, target)).result).toMatchObject({
      kind: 'failed',
      problem: {
        kind: 'refused',
        message: expect.stringContaining('There is another state already: 2 resources'),
      },
    });
    vi.stubEnv(
      'PG_CONN_STR',
      `postgres://${server.user}:wrong-password@127.0.0.1:${server.port}/postgres?sslmode=disable`,
    );
    const failed = (await runMove(session, target)).result;
    expect(failed).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining('authentication failed') },
    });
    expect(JSON.stringify(failed)).not.toContain('wrong-password');
    expect(await listStates(session)).toMatchObject({ backend: 'local', current: { resources: 2 } });
    expect(readdirSync(join(root, 'terraform')).sort()).toEqual(['main.tf', 'terraform.tfstate']);
    expect(() => settle('pg', { conn_str: 'postgres://fleet:hunter2@db/state' })).toThrow(/credential/);
    expect(() => settle('http', { address: 'https://db', password: 'hunter2' })).toThrow(/credential/);
  }, 120_000);
});

describe('a state that moves to an HTTP server', () => {
  it('is locked there at its own address, with the password from the environment', async () => {
    const server = await startHttpBackend();
    const { session, root } = await createAppliedFleet();
    vi.stubEnv('TF_HTTP_USERNAME', server.username);
    vi.stubEnv('TF_HTTP_PASSWORD', server.password);
    const target = settle('http', { address: server.address });
    expect((await runMove(session, target)).result).toMatchObject({ kind: 'moved', to: 'http' });
    expect(server.state()).toContain('state-secret');
    expect(server.requests).toContain('LOCK');
    expect(server.lock()).toBeUndefined();
    expect(findText(root, server.password)).toEqual([]);
    const result = await runOperation(
      plan(session, { replace: ['terraform_data.service["ixpams01"]'] }),
      () => {},
    );
    if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem));
    expect(await runOperation(apply(session, result.plan), () => {})).toMatchObject({
      kind: 'applied',
      add: 1,
    });
    expect((await runMove(session, settle('local'))).result).toMatchObject({ kind: 'moved', to: 'local' });
  }, 120_000);

  it('goes back to where it was when the server is gone in the middle', async () => {
    const server = await startHttpBackend();
    const { session, root } = await createAppliedFleet();
    vi.stubEnv('TF_HTTP_USERNAME', server.username);
    vi.stubEnv('TF_HTTP_PASSWORD', server.password);
    vi.stubEnv('TF_HTTP_RETRY_MAX', '0');
    server.cut('POST');
    const { result, events } = await runMove(session, settle('http', { address: server.address }));
    expect(result).toMatchObject({ kind: 'failed' });
    expect(events).toContainEqual({ type: 'state-step', step: 'go-back', detail: 'terraform/backend.tf' });
    expect(existsSync(join(root, 'terraform/backend.tf'))).toBe(false);
    expect(await listStates(session)).toMatchObject({ backend: 'local', current: { resources: 2 } });
    const planned = await runOperation(plan(session), () => {});
    expect(planned).toMatchObject({ kind: 'planned', plan: { changes: [] } });
  }, 120_000);
});

async function createAppliedFleet() {
  const made = createTemporaryFleet(services);
  writeFileSync(join(made.root, '.password'), 'correct horse\n', { mode: 0o600 });
  const planned = await runOperation(plan(made.session), () => {});
  if (planned.kind === 'failed') throw new Error(JSON.stringify(planned.problem));
  const applied = await runOperation(apply(made.session, planned.plan), () => {});
  if (applied.kind === 'failed') throw new Error(JSON.stringify(applied.problem));
  return made;
}

function settle(type: BackendType, settings: Readonly<Record<string, string>> = {}) {
  return completeSettings(type, settings, process.env);
}

async function runMove(session: FleetSession, target: ReturnType<typeof settle>) {
  const events: StateEvent[] = [];
  const result = await runOperation(moveState(session, target), (event) => events.push(event));
  return { result, events };
}

/** Plans while an apply holds the lock of the backend, which ends after. */
async function planDuringApply(root: string, session: FleetSession) {
  const path = (name: string) => join(root, 'terraform', name);
  const wait = 'touch begun; while [ ! -e go-on ]; do sleep 0.05; done';
  writeFileSync(
    path('slow.tf'),
    `resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "${wait}"\n  }\n}\n`,
  );
  const planned = await runOperation(plan(session), () => {});
  if (planned.kind === 'failed') throw new Error(JSON.stringify(planned.problem));
  const applying = runOperation(apply(session, planned.plan), () => {});
  await vi.waitUntil(() => existsSync(path('begun')), { timeout: 20_000, interval: 20 });
  const blocked = await runOperation(plan(session), () => {});
  writeFileSync(path('go-on'), '');
  expect(await applying).toMatchObject({ kind: 'applied' });
  return blocked;
}

/** Files below a folder that have this text in clear. */
function findText(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'latin1').includes(text))
    .map((path) => path.slice(folder.length + 1));
}
