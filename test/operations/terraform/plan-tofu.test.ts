import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { apply } from '../../../source/operations/terraform/apply.ts';
import { type PlanOptions, plan } from '../../../source/operations/terraform/plan.ts';
import { createTemporaryFleet } from '../../terraform/temporary-fleet.ts';

afterEach(() => vi.unstubAllEnvs());

/**
 * OpenTofu is in neither of the registries the tests install from. This stands in for it: Terraform, called `tofu`,
 * that answers otherwise where OpenTofu is documented to: no `-json` for init in its early versions, its own key in
 * the first line, and a plan's JSON without `complete` and `applyable`.
 */
const tofu = `#!/bin/sh
case "$1 $2" in
  "init -json") echo 'flag provided but not defined: -json' >&2; exit 1 ;;
  "show -json") terraform "$@" | sed 's/"complete":[a-z]*,//; s/"applyable":[a-z]*,//' ;;
  *) exec terraform "$@" ;;
esac
`;

const services = `
resource "terraform_data" "first" {}
resource "terraform_data" "second" {}
`;

describe('OpenTofu in the place of Terraform', () => {
  it('plans, applies, and says of a targeted plan that it is a part, although OpenTofu does not', async () => {
    const { session } = createTofuFleet();
    const part = await makePlan(session, { targets: ['terraform_data.first'] });
    expect(part).toMatchObject({ add: 1, detail: { complete: false }, scope: { kind: 'targets' } });
    const whole = await makePlan(session);
    expect(whole.detail?.complete).toBe(true);
    expect(await runOperation(apply(session, whole), () => {})).toMatchObject({ kind: 'applied', add: 2 });
  });

  it('is named in what went wrong', async () => {
    const { session } = createTofuFleet('resource "terraform_data" "x" { input = var.gone }\n');
    const result = await runOperation(plan(session), () => {});
    expect(result).toMatchObject({ kind: 'failed', problem: { attempted: 'tofu plan in terraform' } });
  });
});

function createTofuFleet(main = services) {
  const made = createTemporaryFleet(main);
  const folder = join(made.root, '../bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'tofu'), tofu, { mode: 0o755 });
  vi.stubEnv('PEERDECK_TERRAFORM', join(folder, 'tofu'));
  return made;
}

async function makePlan(session: FleetSession, options: PlanOptions = {}) {
  const result = await runOperation(plan(session, options), () => {});
  if (result.kind === 'failed') throw new Error(JSON.stringify(result.problem, undefined, 2));
  return result.plan;
}
