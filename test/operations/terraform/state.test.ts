import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { plan } from '../../../source/operations/terraform/plan.ts';
import type { PlanEvent } from '../../../source/operations/terraform/plans.ts';
import { compareStates } from '../../../source/operations/terraform/state-diff.ts';
import { listStates } from '../../../source/operations/terraform/state-list.ts';
import { recoverState } from '../../../source/operations/terraform/state-recover.ts';
import { previewRestore, restoreState } from '../../../source/operations/terraform/state-restore.ts';
import { claimApply } from '../../../source/terraform/apply-record.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

const services = (text: string) => `
variable "token" {
  default   = "open-sesame"
  sensitive = true
}
resource "terraform_data" "service" {
  input = { text = "${text}", token = var.token }
}
`;

describe('the state of a fleet', () => {
  it('is kept before and after each apply, encrypted, with what tells one from another', async () => {
    const { session, write } = createKeptFleet();
    const first = await applyAll(session);
    write('terraform/main.tf', `${services('two')}resource "terraform_data" "more" {}\n`);
    const second = await applyAll(session);
    expect([first, second].map(keptPhases)).toEqual([['after'], ['before', 'after']]);
    const { snapshots, current, backend } = await listStates(session);
    expect(snapshots.map(({ phase, resources }) => [phase, resources])).toEqual([
      ['after', 2],
      ['before', 1],
      ['after', 1],
    ]);
    expect(snapshots[0]?.serial).toBe(current?.serial);
    expect(backend).toBe('local');
    const folder = join(session.stateFolder, 'terraform/snapshots');
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n[0-9a-f\n]+$/);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('is compared with a snapshot without a secret, and restored from it', async () => {
    const { session, write, root } = createKeptFleet();
    await applyAll(session);
    write('terraform/main.tf', services('two'));
    await applyAll(session);
    const comparison = await compareStates(session, '2', undefined);
    expect(comparison.changes).toMatchObject([{ address: 'terraform_data.service', change: 'changed' }]);
    expect(comparison.changes[0]?.attributes).toContainEqual({
      path: 'input.text',
      before: '"one"',
      after: '"two"',
    });
    const whole = await compareStates(session, '2', 'latest');
    expect(JSON.stringify([comparison, whole])).not.toContain('open-sesame');

    const preview = await previewRestore(session, '2');
    expect(preview.changes[0]?.attributes).toContainEqual({
      path: 'input.text',
      before: '"two"',
      after: '"one"',
    });
    const before = await listStates(session);
    const { result } = await runRestore(session, preview.snapshot);
    expect(result.kind).toBe('restored');
    const after = await listStates(session);
    expect(after.current?.serial).toBeGreaterThan(before.current?.serial ?? Number.POSITIVE_INFINITY);
    expect(after.snapshots[0]).toMatchObject({ phase: 'restore', serial: before.current?.serial });
    expect(await compareStates(session, preview.snapshot, undefined)).toMatchObject({ changes: [] });
    expect(statSync(join(root, 'terraform/terraform.tfstate')).mode & 0o077).toBe(0);
    expect((await makePlan(session)).plan.changes).toMatchObject([{ action: 'update' }]);
  });

  it('comes back when the file is lost, but never in the place of another state', async () => {
    const { session, root } = createKeptFleet();
    await applyAll(session);
    const file = join(root, 'terraform/terraform.tfstate');
    const { current } = await listStates(session);
    renameSync(file, join(root, 'lost'));
    expect((await runRestore(session, 'latest')).result).toMatchObject({ kind: 'restored', state: current });
    expect((await makePlan(session)).plan.changes).toEqual([]);
    const other = readFileSync(file, 'utf8').replace(
      current?.lineage ?? '?',
      'b7b7b7b7-0000-0000-0000-000000000000',
    );
    writeFileSync(file, other);
    expect((await runRestore(session, 'latest')).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'refused', message: expect.stringContaining('of another state') },
    });
  });

  it('is left alone while an apply runs, and that is said with who and since when', async () => {
    const { session } = createKeptFleet();
    await applyAll(session);
    const claimed = await claimApply(join(session.stateFolder, 'terraform'), '', Date.now());
    const held = await runRestore(session, 'latest');
    if (claimed.kind === 'claimed') await claimed.claim.release();
    expect(held.result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'locked', message: expect.stringMatching(/has been applying since \d{4}-/) },
      waysOut: [{ kind: 'wait' }],
    });
    expect((await runRestore(session, 'latest')).result).toMatchObject({ kind: 'restored' });
  });

  it('is not kept in clear where there is no password: that is said, and the apply goes on', async () => {
    const { session } = createTemporaryFleet(services('one'));
    await applyAll(session);
    const { events } = await applyAgain(session);
    expect(events).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        problem: expect.objectContaining({ kind: 'state-unkept' }),
      }),
    );
    expect((await listStates(session)).snapshots).toEqual([]);
  });
});

describe('a state that an apply could not save', () => {
  it('blocks the next apply, is put in its place, and the way out is named', async () => {
    const { session, root, write } = createKeptFleet();
    await applyAll(session);
    const file = join(root, 'terraform/terraform.tfstate');
    const old = readFileSync(file, 'utf8');
    write('terraform/main.tf', services('two'));
    await applyAll(session);
    const errored = join(root, 'terraform/errored.tfstate');
    renameSync(file, errored);
    chmodSync(errored, 0o644);
    writeFileSync(file, old);
    write('terraform/main.tf', services('three'));
    const { plan: blocked } = await makePlan(session);
    expect(await runOperation(apply(session, blocked), () => {})).toMatchObject({
      kind: 'failed',
      problem: { kind: 'refused', hint: expect.stringContaining('peerdeck state recover') },
      waysOut: [{ kind: 'recover-state', file: errored }],
    });
    expect(statSync(errored).mode & 0o077).toBe(0);
    expect(await runOperation(recoverState(session), () => {})).toMatchObject({ kind: 'recovered' });
    expect(existsSync(errored)).toBe(false);
    write('terraform/main.tf', services('two'));
    expect((await makePlan(session)).plan.changes).toEqual([]);
    expect(await runOperation(recoverState(session), () => {})).toMatchObject({
      kind: 'failed',
      problem: { message: expect.stringContaining('There is no errored.tfstate') },
    });
  });
});

/** A fleet with a password to keep its state under. */
function createKeptFleet() {
  const made = createTemporaryFleet(services('one'));
  writeFileSync(join(made.root, '.password'), 'correct horse\n', { mode: 0o600 });
  return made;
}

async function makePlan(session: FleetSession) {
  const result = await runOperation(plan(session), () => {});
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return result;
}

async function applyAll(session: FleetSession): Promise<readonly PlanEvent[]> {
  const events: PlanEvent[] = [];
  const { plan: saved } = await makePlan(session);
  const result = await runOperation(apply(session, saved), (event) => events.push(event));
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return events;
}

async function applyAgain(session: FleetSession) {
  const planned = await runOperation(plan(session, { replace: ['terraform_data.service'] }), () => {});
  if (planned.kind === 'failed') throw new Error(planned.problem.message);
  const events: PlanEvent[] = [];
  await runOperation(apply(session, planned.plan), (event) => events.push(event));
  return { events };
}

async function runRestore(session: FleetSession, word: string) {
  const result = await runOperation(restoreState(session, word), () => {});
  return { result };
}

function keptPhases(events: readonly PlanEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'state-kept' ? [event.phase] : []));
}
