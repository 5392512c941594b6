import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { type PlanOptions, plan } from '../../../source/operations/terraform/plan.ts';
import type { PlanEvent, TerraformPlan } from '../../../source/operations/terraform/plans.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

const service = `
variable "token" {
  default   = "open-sesame"
  sensitive = true
}
resource "terraform_data" "service" {
  for_each = toset(["ixpams01", "ixpfra01"])
  input    = { host = each.key, token = var.token }
}
output "hosts" {
  value = { for name, service in terraform_data.service : name => service.id }
}
`;

describe('a plan', () => {
  it('initialises what was never used, plans into a saved file, and tells each change with its host', async () => {
    const { session } = createTemporaryFleet(service);
    const { events, result } = await runPlan(session);
    expect(stages(events)).toEqual(['init', 'plan', 'show']);
    expect(result).toMatchObject({ add: 2, change: 0, remove: 0 });
    expect(result.changes.map(({ address, action, host }) => [address, action, host])).toEqual([
      ['terraform_data.service["ixpams01"]', 'create', 'ixpams01'],
      ['terraform_data.service["ixpfra01"]', 'create', 'ixpfra01'],
    ]);
    expect(result.changes[0]?.place).toEqual({ file: 'terraform/main.tf', line: 6 });
    expect(result.changes[0]?.attributes).toContainEqual({
      path: 'input.token',
      before: 'null',
      after: '(sensitive)',
    });
    expect(result.detail?.outputs).toMatchObject([{ name: 'hosts', action: 'create' }]);
  });

  it('keeps the plan where nobody else can read it, and leaves nothing in the repository', async () => {
    const { root, session } = createTemporaryFleet(service);
    const { result } = await runPlan(session);
    expect(statSync(result.planFile).mode & 0o777).toBe(0o600);
    for (let folder = dirname(result.planFile); folder !== session.stateFolder; folder = dirname(folder))
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(root, 'terraform'))).toEqual(['main.tf']);
  });

  it('says that a targeted plan is not all there is to do', async () => {
    const { session } = createTemporaryFleet(service);
    const { result } = await runPlan(session, { targets: ['terraform_data.service["ixpams01"]'] });
    expect(result.changes).toHaveLength(1);
    expect(result.detail?.complete).toBe(false);
  });
});

describe('a plan for some hosts only', () => {
  const limitTo = (session: FleetSession, ...names: string[]): FleetSession => ({
    ...session,
    hosts: session.fleet.hosts.filter((host) => names.includes(host.name)),
  });

  it('has what belongs to them, and says that it is not all', async () => {
    const { session } = createTemporaryFleet(service);
    const { result } = await runPlan(limitTo(session, 'ixpfra01'));
    expect(result.changes.map((change) => change.host)).toEqual(['ixpfra01']);
    expect(result.detail?.complete).toBe(false);
  });

  it('is empty, and cannot be applied, where nothing of theirs changes', async () => {
    const { session } = createTemporaryFleet(service);
    const { result } = await runPlan(limitTo(session, 'coreams01'));
    expect(result).toMatchObject({ changes: [], add: 0, detail: { complete: false } });
    expect(existsSync(result.planFile)).toBe(false);
  });

  it('is complete where everything belongs to them', async () => {
    const { session } = createTemporaryFleet(service);
    const { result } = await runPlan(limitTo(session, 'ixpams01', 'ixpfra01'));
    expect(result).toMatchObject({ add: 2, detail: { complete: true } });
  });
});

describe('a plan that cannot be made', () => {
  it('says where Terraform is to be had when there is none', async () => {
    const { session } = createTemporaryFleet(service);
    vi.stubEnv('PEERDECK_TERRAFORM', '/nowhere/terraform');
    expect(await failPlan(session)).toMatchObject({
      kind: 'terraform-missing',
      hint: expect.stringContaining('Only plan and apply need it'),
    });
  });

  it('takes a program named in PEERDECK_TERRAFORM', async () => {
    const { root, session } = createTemporaryFleet(service);
    const wrapper = join(root, 'wrapper');
    writeFileSync(wrapper, '#!/bin/sh\necho used >> "$0.log"\nexec terraform "$@"\n', { mode: 0o755 });
    vi.stubEnv('PEERDECK_TERRAFORM', wrapper);
    await runPlan(session);
    expect(existsSync(`${wrapper}.log`)).toBe(true);
  });

  it('names the file and the line of a mistake in the configuration', async () => {
    const { session } = createTemporaryFleet(`${service}\noutput "bad" {\n  value = var.undeclared\n}\n`);
    expect(await failPlan(session)).toMatchObject({
      message: 'Reference to undeclared input variable',
      place: { file: 'terraform/main.tf', line: 15 },
      attempted: 'terraform plan in terraform',
    });
  });

  it('says what to do about a provider that cannot be had', async () => {
    const { session } = createTemporaryFleet(
      'terraform {\n  required_providers {\n    docker = { source = "peerdeck.invalid/none/docker" }\n  }\n}\nresource "docker_image" "x" {\n  name = "x"\n}\n',
    );
    expect(await failPlan(session)).toMatchObject({
      kind: 'providers-unavailable',
      attempted: 'terraform init in terraform',
    });
  });

  it('initialises again by itself when a module was added', async () => {
    const { session, write } = createTemporaryFleet(`${service}\nmodule "first" {\n  source = "./more"\n}\n`);
    write('terraform/more/main.tf', 'resource "terraform_data" "more" {}\n');
    await runPlan(session);
    write('terraform/more.tf', 'module "more" {\n  source = "./more"\n}\n');
    const { events, result } = await runPlan(session);
    expect(stages(events)).toEqual(['plan', 'init', 'plan', 'show']);
    expect(result.add).toBe(4);
    const inModule = result.changes.find((change) => change.address === 'module.first.terraform_data.more');
    expect(inModule?.place).toEqual({ file: 'terraform/more/main.tf', line: 1 });
  });

  it('tells who holds the state lock, and since when', async () => {
    const { root, session } = createTemporaryFleet(`${service}
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch begun; while [ ! -e go-on ]; do sleep 0.05; done"
  }
}
`);
    await runPlan(session);
    const folder = join(root, 'terraform');
    const other = runInBackground('terraform', ['apply', '-auto-approve', '-no-color'], folder);
    await vi.waitUntil(() => existsSync(join(folder, 'begun')), { timeout: 15_000 });
    const problem = await failPlan(session);
    writeFileSync(join(folder, 'go-on'), '');
    await other;
    expect(problem).toMatchObject({
      kind: 'locked',
      message: expect.stringMatching(/locked by \S+@\S+ since \d{4}-.* \(OperationTypeApply\)/),
    });
  });
});

async function runInBackground(file: string, words: string[], cwd: string): Promise<void> {
  await execa(file, words, { cwd });
}

async function runPlan(session: FleetSession, options: PlanOptions = {}) {
  const events: PlanEvent[] = [];
  const result = await runOperation(plan(session, options), (event) => events.push(event));
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return { events, result: result.plan satisfies TerraformPlan };
}

async function failPlan(session: FleetSession) {
  const result = await runOperation(plan(session), () => {});
  if (result.kind !== 'failed') throw new Error('the plan was made');
  return result.problem;
}

function stages(events: readonly PlanEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'terraform-stage' && event.detail === undefined ? [event.stage] : [],
  );
}
