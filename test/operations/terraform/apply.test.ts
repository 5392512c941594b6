import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PyDict } from '../../../source/jinja/values.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { plan } from '../../../source/operations/terraform/plan.ts';
import { readTerraformOutputs } from '../../../source/operations/terraform/plan-outputs.ts';
import type { PlanEvent, TerraformPlan } from '../../../source/operations/terraform/plans.ts';
import { findHolder, readApplyRecord } from '../../../source/terraform/apply-record.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

const simple = `
variable "rev" { default = 1 }
resource "terraform_data" "service" {
  for_each = toset(["ixpams01", "ixpfra01"])
  input    = "\${each.key} \${var.rev}"
}
`;

/** Waits in its provisioner until the test lets it go on. */
const slow = `
resource "terraform_data" "first" {}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "touch begun; while [ ! -e go-on ]; do sleep 0.05; done"
  }
}
`;

/** A console of its own: plans and applies the repository at the first argument, with its state in the second. */
const consoleProgram = `
import { apply } from '../../../source/operations/terraform/apply.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { plan } from '../../../source/operations/terraform/plan.ts';
import { describeSession } from '../../terraform/session.ts';

const [, , root = '', stateFolder = ''] = process.argv;
const session = describeSession(root, stateFolder);
const planned = await runOperation(plan(session), () => {});
if (planned.kind === 'failed') throw new Error(planned.problem.message);
await runOperation(apply(session, planned.plan), () => {});
`;

describe('an apply', () => {
  it('does what the plan said, tells each resource as it is done, and forgets the plan', async () => {
    const { root, session } = createTemporaryFleet(simple);
    const saved = await makePlan(session);
    const { events, result } = await runApply(session, saved);
    expect(result).toEqual({ kind: 'applied', add: 2, change: 0, remove: 0 });
    expect(resourceStates(events, 'terraform_data.service["ixpams01"]')).toEqual(['running', 'done']);
    expect(existsSync(dirname(saved.planFile))).toBe(false);
    expect(statSync(join(root, 'terraform/terraform.tfstate')).mode & 0o777).toBe(0o600);
    expect((await makePlan(session)).changes).toEqual([]);
  });

  it('makes a state that others could read the owner’s alone', async () => {
    const { root, session } = createTemporaryFleet(simple);
    await runApply(session, await makePlan(session));
    const state = join(root, 'terraform/terraform.tfstate');
    chmodSync(state, 0o644);
    await makePlan(session);
    expect(statSync(state).mode & 0o777).toBe(0o600);
  });

  it('leaves outputs by host that become the hosts’ variables', async () => {
    const { root, session } = createTemporaryFleet(`${simple}
output "services" {
  value = { for name, service in terraform_data.service : name => { text = service.output } }
}
`);
    const place = { root, mode: session.fleet.mode, stateFolder: session.stateFolder };
    expect((await readTerraformOutputs(place)).variables.size).toBe(0);
    await runApply(session, await makePlan(session));
    const { variables } = await readTerraformOutputs(place);
    const services = variables.get('ixpams01')?.get('services');
    expect(services instanceof PyDict && services.get('text')).toBe('ixpams01 1');
  });

  it('applies only what was planned, although the configuration has moved on', async () => {
    const { session, write } = createTemporaryFleet(simple);
    const saved = await makePlan(session);
    write('terraform/later.tf', 'resource "terraform_data" "later" {}\n');
    expect((await runApply(session, saved)).result).toMatchObject({ kind: 'applied', add: 2 });
  });

  it('refuses a plan that something overtook', async () => {
    const { session } = createTemporaryFleet(simple);
    const [first, second] = [await makePlan(session), await makePlan(session)];
    await runApply(session, first);
    expect((await runApply(session, second)).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'plan-stale', hint: expect.stringContaining('Plan again') },
    });
    expect((await runApply(session, first)).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'plan-stale' },
    });
  });

  it('refuses a plan file from anywhere else', async () => {
    const { session } = createTemporaryFleet(simple);
    const other = createTemporaryFleet(simple);
    const foreign = await makePlan(other.session);
    expect((await runApply(session, foreign)).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'refused' },
    });
  });

  it('names the resource that failed, and what its provisioner wrote', async () => {
    const { session } = createTemporaryFleet(
      'resource "terraform_data" "broken" {\n  provisioner "local-exec" {\n    command = "echo the disk is full; exit 3"\n  }\n}\n',
    );
    const { events, result } = await runApply(session, await makePlan(session));
    expect(result).toMatchObject({
      kind: 'failed',
      problem: {
        message: 'terraform_data.broken: local-exec provisioner error',
        answer: expect.stringContaining('the disk is full'),
        place: { file: 'terraform/main.tf', line: 2 },
      },
    });
    expect(resourceStates(events, 'terraform_data.broken')).toContain('failed');
  });
});

describe('secrets', () => {
  it('are in no event and no error, whoever marked them and wherever they were copied', async () => {
    const module = `
variable "token" {
  default   = "open-sesame"
  sensitive = true
}
resource "terraform_data" "service" {
  input = { token = var.token }
  provisioner "local-exec" {
    command = "echo \${nonsensitive(var.token)} and vault-secret; exit 1"
  }
}
`;
    const { session } = createTemporaryFleet(module, ['vault-secret']);
    const planned: PlanEvent[] = [];
    const saved = await makePlan(session, planned);
    const { events, result } = await runApply(session, saved);
    const shown = JSON.stringify({ planned, saved, events, result });
    expect(shown).toContain('exit status 1');
    expect(shown).not.toContain('open-sesame');
    expect(shown).not.toContain('vault-secret');
  });
});

describe('an apply that is interrupted', () => {
  it('stops in order: the state is written, what was under way is tainted, and the next apply mends it', async () => {
    const { root, session } = createTemporaryFleet(slow);
    const abort = new AbortController();
    const running = runApply(session, await makePlan(session), abort.signal);
    await waitForFile(join(root, 'terraform/begun'));
    abort.abort();
    const { events, result } = await running;
    expect(result).toMatchObject({
      kind: 'failed',
      problem: {
        kind: 'interrupted',
        message: 'You stopped it: 1 of 2 done, 1 half-made.',
        hint: expect.stringContaining('tainted'),
      },
    });
    expect(events).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining('interrupted once') }),
    );
    writeFileSync(join(root, 'terraform/go-on'), '');
    const next = await makePlan(session);
    expect(next.changes).toMatchObject([
      { address: 'terraform_data.slow', action: 'replace', reason: expect.stringContaining('tainted') },
    ]);
    expect((await runApply(session, next)).result).toMatchObject({ kind: 'applied' });
  });

  it('gets one SIGINT however often the operator insists, and is waited for when the reader leaves', async () => {
    const { root, session } = createTemporaryFleet(simple);
    const saved = await makePlan(session);
    const log = join(root, 'signals');
    writeFileSync(
      join(root, 'fake'),
      `#!/bin/sh
case "$1" in show|state) exec terraform "$@";; esac
trap 'echo INT >> ${log}' INT
echo '{"type":"version","terraform":"1.11.4","ui":"1.2"}'
echo '{"type":"apply_start","hook":{"resource":{"addr":"a.b"},"action":"create"}}'
while [ ! -e ${log} ]; do sleep 0.05; done
i=0; while [ $i -lt 10 ]; do sleep 0.05; i=$((i+1)); done
echo ended >> ${log}
exit 1
`,
      { mode: 0o755 },
    );
    vi.stubEnv('PEERDECK_TERRAFORM', join(root, 'fake'));
    const abort = new AbortController();
    for await (const event of apply(session, saved, abort.signal)) {
      if (event.type !== 'resource') continue;
      abort.abort();
      abort.abort();
      break;
    }
    expect(readFileSync(log, 'utf8')).toBe('INT\nended\n');
  });
});

describe('an apply whose Terraform or whose console is killed', () => {
  it('says that Terraform was ended from outside, and that the state may be behind', async () => {
    const { root, session } = createTemporaryFleet(slow);
    const running = runApply(session, await makePlan(session));
    await waitForFile(join(root, 'terraform/begun'));
    const record = await readApplyRecord(join(session.stateFolder, 'terraform'));
    process.kill(record?.terraformPid ?? 0, 'SIGKILL');
    writeFileSync(join(root, 'terraform/go-on'), '');
    expect((await running).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'terraform-killed', message: expect.stringContaining('SIGKILL') },
    });
  });

  it('goes on to its end without its console, keeps the others out until then, and is told of after', async () => {
    const { root, session } = createTemporaryFleet(slow);
    const program = join(root, '..', 'child.mjs');
    await build({
      stdin: { contents: consoleProgram, resolveDir: import.meta.dirname, loader: 'ts' },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const other = await makePlan(session);
    const child = spawn(process.execPath, [program, root, session.stateFolder], { stdio: 'inherit' });
    await waitForFile(join(root, 'terraform/begun'));
    const privateFolder = join(session.stateFolder, 'terraform');
    await vi.waitUntil(async () => (await readApplyRecord(privateFolder))?.terraformPid !== undefined);
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect((await runApply(session, other)).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'locked', message: expect.stringContaining('its console is gone') },
    });
    writeFileSync(join(root, 'terraform/go-on'), '');
    const record = await readApplyRecord(privateFolder);
    if (!record) throw new Error('no record of the apply');
    await vi.waitUntil(async () => (await findHolder(record)) === undefined, {
      timeout: 15_000,
      interval: 50,
    });
    const events: PlanEvent[] = [];
    expect((await makePlan(session, events)).changes).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({ problem: expect.objectContaining({ kind: 'apply-ended-alone' }) }),
    );
  });
});

describe('an apply that something stands in the way of', () => {
  it('waits for nobody: a second one is told who applies and since when', async () => {
    const { root, session } = createTemporaryFleet(slow);
    const [saved, other] = [await makePlan(session), await makePlan(session)];
    const running = runApply(session, saved);
    await waitForFile(join(root, 'terraform/begun'));
    const second = await runApply(session, other);
    writeFileSync(join(root, 'terraform/go-on'), '');
    expect(second.result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'locked', message: expect.stringMatching(/has been applying since \d{4}-/) },
    });
    expect((await running).result).toMatchObject({ kind: 'applied' });
  });

  it('is blocked by a state that an earlier one could not save, and says how to save it', async () => {
    const { session, write } = createTemporaryFleet(simple);
    const saved = await makePlan(session);
    write('terraform/errored.tfstate', '{}');
    expect((await runApply(session, saved)).result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'refused', hint: expect.stringContaining('terraform state push errored.tfstate') },
    });
  });
});

async function makePlan(session: FleetSession, events: PlanEvent[] = []): Promise<TerraformPlan> {
  const result = await runOperation(plan(session), (event) => events.push(event));
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return result.plan;
}

async function runApply(session: FleetSession, saved: TerraformPlan, signal?: AbortSignal) {
  const events: PlanEvent[] = [];
  const result = await runOperation(apply(session, saved, signal), (event) => events.push(event));
  return { events, result };
}

function resourceStates(events: readonly PlanEvent[], address: string): string[] {
  return events.flatMap((event) =>
    event.type === 'resource' && event.address === address ? [event.state] : [],
  );
}

async function waitForFile(path: string): Promise<void> {
  await vi.waitUntil(() => existsSync(path), { timeout: 15_000, interval: 20 });
}
