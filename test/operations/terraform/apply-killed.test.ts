import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { withJournal } from '../../../source/operations/journal/journal.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { plan } from '../../../source/operations/terraform/plan.ts';
import type { ApplyResult, PlanEvent, TerraformPlan } from '../../../source/operations/terraform/plans.ts';
import { recoverState, unlockState } from '../../../source/operations/terraform/state-recover.ts';
import { findHolder, readApplyRecord } from '../../../source/terraform/apply-record.ts';
import { type HttpBackend, startHttpBackend } from '../../terraform/http-backend.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

const secret = 'the-secret-of-the-service';

/** Three steps, the middle one waiting until the test lets it go on; its command and its output have the secret. */
const steps = `
variable "token" {
  sensitive = true
}
resource "terraform_data" "first" {
  input = var.token
}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.first]
  input      = nonsensitive(var.token)
  provisioner "local-exec" {
    command     = "echo using $TOKEN; touch begun; while [ ! -e go-on ]; do sleep 0.05; done"
    environment = { TOKEN = nonsensitive(var.token) }
  }
}
resource "terraform_data" "last" {
  depends_on = [terraform_data.slow]
}
`;
const everything = ['terraform_data.first', 'terraform_data.last', 'terraform_data.slow'];

/** A console of its own, which the tests kill. */
const consoleProgram = `
import { apply } from '../../../source/operations/terraform/apply.ts';
import { withJournal } from '../../../source/operations/journal/journal.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { plan } from '../../../source/operations/terraform/plan.ts';
import { describeSession } from '../../terraform/session.ts';

const [, , root = '', stateFolder = '', moment = ''] = process.argv;
const session = describeSession(root, stateFolder);
const planned = await runOperation(plan(session), () => {});
if (planned.kind === 'failed') throw new Error(planned.problem.message);
await runOperation(withJournal(session, 'apply', apply(session, planned.plan)), (event) => {
  if (event.type === 'terraform-stage' && moment === 'start') process.kill(process.pid, 'SIGKILL');
});
`;

let program = '';

beforeAll(async () => {
  const result = await build({
    stdin: { contents: consoleProgram, resolveDir: import.meta.dirname, loader: 'ts' },
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  program = result.outputFiles[0]?.text ?? '';
});

afterEach(() => vi.unstubAllEnvs());

describe('an apply that gets SIGINT', () => {
  it('before Terraform began has done nothing, and the next one does it all', async () => {
    const killing = createKilling();
    const abort = new AbortController();
    const { result } = await killing.apply(
      (event) => event.type === 'state-kept' || event.type === 'terraform-stage',
      abort,
    );
    expect(result).toMatchObject({
      kind: 'failed',
      problem: { kind: 'interrupted', hint: 'Nothing was changed.' },
    });
    await killing.goOn([], everything);
  });

  it('while the first resource is made ends that and keeps it', async () => {
    const killing = createKilling();
    const { result } = await killing.apply(isAt('terraform_data.first', 'running'));
    expect(result).toMatchObject({ problem: { kind: 'interrupted' }, waysOut: [{ kind: 'plan-again' }] });
    await killing.goOn(['apply-cut-short']);
  });

  it('in the middle of a provisioner taints what was under way', async () => {
    const killing = createKilling();
    const { result } = await killing.apply(isAt('terraform_data.slow', 'running'));
    expect(result).toMatchObject({
      problem: { kind: 'interrupted', message: expect.stringContaining('half-made') },
    });
    const told = await killing.goOn(['apply-cut-short'], ['terraform_data.last', 'terraform_data.slow']);
    expect(told).toContain('Done: terraform_data.first.');
  });

  it('after the last resource was made has nothing left to do', async () => {
    const killing = createKilling();
    killing.letGo();
    const { result } = await killing.apply(isAt('terraform_data.last', 'done'));
    expect(['applied', 'failed']).toContain(result.kind);
    await killing.goOn(undefined, []);
  });
});

describe('an apply whose Terraform is killed', () => {
  it('says that the state may be behind, also to the next one, which can go on', async () => {
    const killing = createKilling();
    const running = killing.apply();
    await killing.waitForProvisioner();
    await killing.killTerraform();
    expect((await running).result).toMatchObject({ problem: { kind: 'terraform-killed' } });
    const told = await killing.goOn(['apply-cut-short']);
    expect(told).toContain('In the middle: terraform_data.slow.');
  });

  it('leaves its lock at an HTTP backend: the way past it is named, and works', async () => {
    const { killing } = await createRemoteKilling();
    const running = killing.apply();
    await killing.waitForProvisioner();
    await killing.killTerraform();
    expect((await running).result).toMatchObject({ problem: { kind: 'terraform-killed' } });
    const blocked = await runOperation(plan(killing.session), () => {});
    expect(blocked).toMatchObject({
      kind: 'failed',
      problem: { kind: 'locked' },
      waysOut: [{ kind: 'wait' }, { kind: 'unlock', id: expect.any(String) }],
    });
    const [, unlock] = blocked.kind === 'failed' ? (blocked.waysOut ?? []) : [];
    if (unlock?.kind !== 'unlock') throw new Error('no way past the lock');
    expect(await runOperation(unlockState(killing.session, unlock.id), () => {})).toMatchObject({
      kind: 'unlocked',
    });
    await killing.goOn(undefined);
  });
});

describe('an apply whose console is killed', () => {
  it('before Terraform began has done nothing, and that is said', async () => {
    const killing = createKilling();
    await killing.runConsole('start');
    const told = await killing.goOn(['apply-cut-short'], everything);
    expect(told).toContain('Nothing had been done.');
  });

  it('goes on to its end, which the next one tells', async () => {
    const killing = createKilling();
    const child = killing.runConsole('');
    await killing.waitForProvisioner();
    await killing.killConsole(child);
    killing.letGo();
    await killing.waitForEnd();
    await killing.goOn(['apply-ended-alone'], []);
  });

  it('together with Terraform, as when the machine dies, says what was done and what was under way', async () => {
    const killing = createKilling();
    const child = killing.runConsole('');
    await killing.waitForProvisioner();
    await killing.killConsole(child);
    await killing.killTerraform();
    await killing.waitForEnd();
    const told = await killing.goOn(['apply-cut-short']);
    expect(told).toContain('Done: terraform_data.first. In the middle: terraform_data.slow.');
  });
});

describe('an apply whose backend goes away', () => {
  it('before it began changes nothing', async () => {
    const { killing, server } = await createRemoteKilling();
    const saved = await killing.plan();
    server.cut('GET', 'LOCK', 'POST');
    const { result } = await killing.apply(undefined, undefined, saved);
    expect(result.kind).toBe('failed');
    expect(existsSync(join(killing.root, 'terraform/begun'))).toBe(false);
    server.cut();
    await killing.goOn([], everything);
  });

  it('when the state is to be saved leaves errored.tfstate, which is recovered', async () => {
    const { killing, server } = await createRemoteKilling();
    killing.letGo();
    const saved = await killing.plan();
    server.cut('POST');
    const { result } = await killing.apply(undefined, undefined, saved);
    expect(result).toMatchObject({ kind: 'failed', waysOut: [{ kind: 'recover-state' }] });
    server.cut();
    const blocked = await killing.applyOnce();
    expect(blocked).toMatchObject({ kind: 'failed', waysOut: [{ kind: 'recover-state' }] });
    const recovered = await runOperation(recoverState(killing.session), () => {});
    expect(recovered).toMatchObject({ kind: 'recovered' });
    await killing.goOn([], []);
  });
});

/** A fleet to apply, everything it says, and what goes wrong with it. Each test ends in `goOn`. */
function createKilling(backend = '') {
  vi.stubEnv('TF_VAR_token', secret);
  const { root, session } = createTemporaryFleet(`${backend}${steps}`);
  writeFileSync(join(root, '.password'), 'correct horse\n', { mode: 0o600 });
  const said: unknown[] = [];
  const path = (name: string) => join(root, 'terraform', name);
  const privateFolder = join(session.stateFolder, 'terraform');

  const makePlan = async (events: PlanEvent[] = []): Promise<TerraformPlan> => {
    const result = await runOperation(plan(session), (event) => events.push(event));
    said.push(events, result);
    if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem));
    return result.plan;
  };
  const runApply = async (
    isMoment: (event: PlanEvent) => boolean = () => false,
    abort = new AbortController(),
    saved?: TerraformPlan,
  ) => {
    const chosen = saved ?? (await makePlan());
    const result: ApplyResult = await runOperation(
      withJournal(session, 'apply', apply(session, chosen, abort.signal)),
      (event) => {
        said.push(event);
        if (event.type !== 'problem' && isMoment(event)) abort.abort();
      },
    );
    said.push(result);
    return { result };
  };
  return {
    root,
    session,
    plan: makePlan,
    apply: runApply,
    applyOnce: async () => (await runApply()).result,
    letGo: () => writeFileSync(path('go-on'), ''),
    waitForProvisioner: async () => {
      await vi.waitUntil(() => existsSync(path('begun')), { timeout: 20_000, interval: 20 });
      await vi.waitUntil(async () => (await readApplyRecord(privateFolder))?.terraformPid !== undefined);
      expect(execFileSync('ps', ['axww', '-o', 'args'], { encoding: 'utf8' })).not.toContain(secret);
    },
    killTerraform: async () => {
      process.kill((await readApplyRecord(privateFolder))?.terraformPid ?? 0, 'SIGKILL');
      writeFileSync(path('go-on'), '');
    },
    runConsole: async (moment: string) => {
      const file = join(root, '..', 'console.mjs');
      writeFileSync(file, program);
      const child = spawn(process.execPath, [file, root, session.stateFolder, moment], { stdio: 'ignore' });
      consoles.set(root, child);
      await once(child, 'exit');
    },
    killConsole: async (ended: Promise<void>) => {
      consoles.get(root)?.kill('SIGKILL');
      await ended;
    },
    waitForEnd: async () => {
      const record = await readApplyRecord(privateFolder);
      if (record === undefined) throw new Error('no record of the apply');
      await vi.waitUntil(async () => (await findHolder(record)) === undefined, {
        timeout: 20_000,
        interval: 50,
      });
    },
    /** What the next start says, what it still has to do, and that it can: after it, all is well and no secret is out. */
    goOn: async (kinds: readonly string[] | undefined, todo?: readonly string[]): Promise<string> => {
      writeFileSync(path('go-on'), '');
      const events: PlanEvent[] = [];
      const next = await makePlan(events);
      const problems = events.flatMap((event) => (event.type === 'diagnostic' ? [event.problem] : []));
      if (kinds) expect(problems.map(({ kind }) => kind)).toEqual(kinds);
      if (todo) expect(next.changes.map(({ address }) => address).toSorted()).toEqual(todo);
      if (next.changes.length > 0) await runApply(undefined, undefined, next);
      const last: PlanEvent[] = [];
      expect((await makePlan(last)).changes).toEqual([]);
      expect(last.filter(({ type }) => type === 'diagnostic')).toEqual([]);
      expect(JSON.stringify(said)).not.toContain(secret);
      const journal = join(session.stateFolder, 'journal.jsonl');
      // A console that was killed wrote none.
      if (existsSync(journal)) expect(readFileSync(journal, 'utf8')).not.toContain(secret);
      for (const folder of [root, session.stateFolder]) expect(findReadable(folder)).toEqual([]);
      return problems.map(({ answer }) => answer ?? '').join('\n');
    },
  };
}

const consoles = new Map<string, ReturnType<typeof spawn>>();

async function createRemoteKilling(): Promise<{
  killing: ReturnType<typeof createKilling>;
  server: HttpBackend;
}> {
  const server = await startHttpBackend();
  vi.stubEnv('TF_HTTP_USERNAME', server.username);
  vi.stubEnv('TF_HTTP_PASSWORD', server.password);
  vi.stubEnv('TF_HTTP_RETRY_MAX', '0');
  const { address } = server;
  const backend = `terraform {
  backend "http" {
    address        = "${address}"
    lock_address   = "${address}"
    unlock_address = "${address}"
  }
}
`;
  return { killing: createKilling(backend), server };
}

function isAt(address: string, state: string): (event: PlanEvent) => boolean {
  return (event) => event.type === 'resource' && event.address === address && event.state === state;
}

/** Files that others may read and that have the secret in them. */
function findReadable(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => (lstatSync(path).mode & 0o077) !== 0 && readFileSync(path, 'latin1').includes(secret));
}
