import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { type PlanOptions, plan } from '../../../source/operations/terraform/plan.ts';
import { readSavedPlan } from '../../../source/operations/terraform/plan-file.ts';
import type { TerraformPlan } from '../../../source/operations/terraform/plans.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

/**
 * Two services whose image is asked for at a registry beyond the repository: `terraform_remote_state` reads a file as a
 * registry would be read, so that the digest can move while nothing in the repository does.
 */
const services = (registry: string, text = 'one') => `
data "terraform_remote_state" "registry" {
  backend = "local"
  config  = { path = "${registry}" }
}
resource "terraform_data" "image" {
  triggers_replace = data.terraform_remote_state.registry.outputs.digest
}
resource "terraform_data" "floating" {
  input            = "runs"
  triggers_replace = data.terraform_remote_state.registry.outputs.digest
}
resource "terraform_data" "pinned" {
  input = "${text}"
}
resource "terraform_data" "follows" {
  input      = "${text} of the image"
  depends_on = [terraform_data.pinned]
}
`;

function createServices() {
  const made = createTemporaryFleet('');
  const registry = join(made.root, '../registry.tfstate');
  const push = (digest: string) =>
    writeFileSync(
      registry,
      JSON.stringify({
        version: 4,
        terraform_version: '1.11.4',
        serial: 1,
        lineage: 'registry',
        outputs: { digest: { value: digest, type: 'string' } },
        resources: [],
      }),
    );
  push('sha256:1');
  const edit = (text: string) => made.write('terraform/main.tf', services(registry, text));
  edit('one');
  return { ...made, push, edit };
}

describe('a plan while an image moved', () => {
  it('tells the change that was meant from the one that merely came along, and applies the first alone', async () => {
    const { root, session, push, edit } = createServices();
    execFileSync('git', ['init', '-q', root]);
    const first = classesOf(await makePlan(session)).map(([kind]) => kind);
    expect(first).toEqual(['intended', 'intended', 'intended', 'intended']);
    await applyAll(session);

    push('sha256:2');
    edit('two');
    const both = await makePlan(session);
    expect(classesOf(both)).toEqual([
      ['incidental', 'terraform_data.floating'],
      ['intended', 'terraform_data.follows'],
      ['incidental', 'terraform_data.image'],
      ['intended', 'terraform_data.pinned'],
    ]);
    expect(both.classification).toMatchObject({
      kind: 'classified',
      changedFiles: ['terraform/main.tf'],
      intended: 2,
      incidental: 2,
      drift: 0,
    });
    expect(becauseOf(both, 'terraform_data.pinned')).toMatch(
      /^the repository changed since the apply of .*: terraform\/main\.tf$/,
    );
    expect(becauseOf(both, 'terraform_data.image')).toMatch(
      /^triggers_replace \(by data\.terraform_remote_state\.registry\) changes without the repository/,
    );

    const meant = await makePlan(session, { intended: true });
    expect(meant.changes.map(({ address }) => address)).toEqual([
      'terraform_data.follows',
      'terraform_data.pinned',
    ]);
    expect(meant.detail?.complete).toBe(false);
    expect(meant.scope).toEqual({
      kind: 'intended',
      chosen: ['terraform_data.follows', 'terraform_data.pinned'],
      dragged: [],
      left: [
        { address: 'terraform_data.floating', class: 'incidental' },
        { address: 'terraform_data.image', class: 'incidental' },
      ],
    });
    const again = await readSavedPlan(session, meant.planFile);
    expect(again).toMatchObject({ kind: 'planned', plan: { scope: meant.scope, changes: meant.changes } });
    await runApply(session, meant);

    const rest = await makePlan(session);
    expect(classesOf(rest)).toEqual([
      ['incidental', 'terraform_data.floating'],
      ['incidental', 'terraform_data.image'],
    ]);
    const nothing = await makePlan(session, { intended: true });
    expect(nothing).toMatchObject({ changes: [], scope: { left: [{}, {}] }, detail: { complete: false } });
  });

  it('says what an intended change drags along, and what in it would have moved anyway', async () => {
    const { session, write, push } = createServices();
    const registry = join(session.fleet.root, '../registry.tfstate');
    const container = (command: string) => `
data "terraform_remote_state" "registry" {
  backend = "local"
  config  = { path = "${registry}" }
}
resource "terraform_data" "image" {
  input = data.terraform_remote_state.registry.outputs.digest
}
resource "terraform_data" "container" {
  input      = { digest = data.terraform_remote_state.registry.outputs.digest, command = "${command}" }
  depends_on = [terraform_data.image]
}
`;
    write('terraform/main.tf', container('serve'));
    await applyAll(session);
    push('sha256:2');
    write('terraform/main.tf', container('serve --all'));
    const meant = await makePlan(session, { intended: true });
    expect(meant.scope).toMatchObject({
      chosen: ['terraform_data.container'],
      dragged: ['terraform_data.image'],
    });
    const [changed] = meant.changes.filter(({ address }) => address === 'terraform_data.container');
    expect(changed).toMatchObject({
      class: 'intended',
      alongside: ['input.digest'],
      because: expect.stringContaining('input.digest would change without that too'),
    });
  });

  it('names the variable that was given from outside', async () => {
    const { session, write } = createServices();
    write(
      'terraform/main.tf',
      'variable "digest" { default = "sha256:1" }\nmodule "web" {\n  source = "./web"\n  image  = var.digest\n}\n',
    );
    write(
      'terraform/web/main.tf',
      'variable "image" {}\nresource "terraform_data" "container" { input = { image = var.image } }\n',
    );
    await applyAll(session);
    vi.stubEnv('TF_VAR_digest', 'sha256:2');
    const moved = await makePlan(session);
    expect(classesOf(moved)).toEqual([['incidental', 'module.web.terraform_data.container']]);
    expect(becauseOf(moved, 'module.web.terraform_data.container')).toContain('(by var.digest)');
  });
});

describe('a fleet of which no apply is known', () => {
  it('is told so, and nothing is guessed, until a clean plan shows what is applied', async () => {
    const { session, root, edit } = createServices();
    execFileSync('terraform', ['init', '-input=false'], { cwd: join(root, 'terraform'), stdio: 'ignore' });
    execFileSync('terraform', ['apply', '-auto-approve'], { cwd: join(root, 'terraform'), stdio: 'ignore' });
    edit('two');
    const unknown = await makePlan(session);
    expect(unknown.classification).toMatchObject({
      kind: 'unclassified',
      because: expect.stringContaining('no configuration was kept'),
    });
    expect(unknown.changes[0]).toMatchObject({ class: 'unclassified' });
    const refused = await runOperation(plan(session, { intended: true }), () => {});
    expect(refused).toMatchObject({ kind: 'failed', problem: { kind: 'refused' } });
    edit('one');
    expect((await makePlan(session)).changes).toEqual([]);
    edit('two');
    expect(classesOf(await makePlan(session)).map(([kind]) => kind)).toEqual(['intended', 'intended']);
  });

  it('says so where what was applied last cannot be planned any more', async () => {
    const { session, write, root } = createServices();
    const outside = join(root, '../note.txt');
    writeFileSync(outside, 'there');
    write('terraform/main.tf', `resource "terraform_data" "a" { input = file("${outside}") }\n`);
    await applyAll(session);
    execFileSync('rm', [outside]);
    write('terraform/main.tf', 'resource "terraform_data" "a" { input = "here" }\n');
    const made = await makePlan(session);
    expect(made.classification).toMatchObject({
      kind: 'unclassified',
      because: expect.stringMatching(/cannot be planned today: Invalid function argument/),
    });
  });
});

it('what is kept of an apply is the owner’s alone, and encrypted where there is a password', async () => {
  const { session, root, write } = createServices();
  const folder = join(session.stateFolder, 'terraform');
  write('terraform/secret.auto.tfvars', 'token = "open-sesame"\n');
  write('terraform/token.tf', 'variable "token" {}\n');
  await applyAll(session);
  expect(statSync(join(folder, 'applied-configuration')).mode & 0o777).toBe(0o600);
  writeFileSync(join(root, '.password'), 'correct horse\n', { mode: 0o600 });
  write('terraform/more.tf', 'resource "terraform_data" "more" { input = var.token }\n');
  await applyAll(session);
  expect(readFileSync(join(folder, 'applied-configuration'), 'utf8')).toMatch(
    /^\$ANSIBLE_VAULT;1\.1;AES256\n/,
  );
  expect(readdirSync(folder).filter((name) => name.startsWith('former'))).toEqual([]);
  write('terraform/more.tf', 'resource "terraform_data" "more" { input = "x" }\n');
  expect(classesOf(await makePlan(session))).toEqual([['intended', 'terraform_data.more']]);
});

async function makePlan(session: FleetSession, options: PlanOptions = {}): Promise<TerraformPlan> {
  const result = await runOperation(plan(session, options), () => {});
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return result.plan;
}

async function runApply(session: FleetSession, saved: TerraformPlan): Promise<void> {
  const result = await runOperation(apply(session, saved), () => {});
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
}

async function applyAll(session: FleetSession): Promise<void> {
  await runApply(session, await makePlan(session));
}

function classesOf({ changes }: TerraformPlan): (string | undefined)[][] {
  return changes
    .filter(({ action }) => action !== 'read')
    .map((change) => [change.class, change.address])
    .toSorted(([, a = ''], [, b = '']) => (a < b ? -1 : 1));
}

function becauseOf({ changes }: TerraformPlan, address: string): string | undefined {
  return changes.find((change) => change.address === address)?.because;
}
