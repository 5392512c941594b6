import { expect, test } from 'vitest';
import {
  describeApplyEvent,
  describePlan,
  describePlanEvent,
  summarizePlan,
  tellPlan,
} from '../../source/commands/plan-text.ts';
import type { TerraformPlan } from '../../source/operations/plans.ts';

const plan: TerraformPlan = {
  changes: [
    {
      address: 'module.ixp_ixpams01.docker_container.alloy',
      action: 'replace',
      reason: 'an attribute that cannot be changed in place has changed',
      host: 'ixpams01',
      attributes: [
        { path: 'image', before: '"alloy:1.13"', after: '"alloy:1.14"' },
        { path: 'labels', before: 'null', after: '"added"' },
        { path: 'id', before: '"1"', after: '(known after apply)' },
      ],
    },
    { address: 'vultr_instance.x', action: 'create', attributes: [] },
  ],
  add: 2,
  change: 0,
  remove: 1,
  planFile: '/state/saved.tfplan',
};

test('a plan reads by host, with why, and what each attribute was and becomes', () => {
  expect(describePlan(plan)).toBe(`ixpams01
  ± module.ixp_ixpams01.docker_container.alloy (replace: an attribute that cannot be changed in place has changed)
      image: "alloy:1.13" -> "alloy:1.14"
      labels: "added"

(no host)
  + vultr_instance.x (create)

Plan: 2 to add, 0 to change, 1 to remove.`);
});

test('an empty plan says so, unless it is only a part', () => {
  const empty = { ...plan, changes: [], add: 0, remove: 0 };
  expect(summarizePlan(empty)).toBe('Nothing to do: everything is as the configuration says.');
  const detail = {
    formatVersion: '1.2',
    terraformVersion: '1.11.4',
    complete: false,
    errored: false,
    applyable: false,
    resources: [],
    drift: [],
    outputs: [],
    failedChecks: [{ address: 'check.x', messages: ['too new'] }],
    counts: { add: 0, change: 0, remove: 0, import: 0 },
    problems: [],
  };
  expect(describePlan({ ...empty, detail })).toBe(
    'check failed: check.x: too new\n\nNothing to do here. This is a part: other changes are pending.',
  );
});

test('JSON has the changes with their reasons, the counts, and whether that is all', () => {
  expect(tellPlan(plan)).toMatchObject({
    kind: 'planned',
    changes: [{ address: plan.changes[0]?.address, action: 'replace', because: plan.changes[0]?.reason }, {}],
    summary: { add: 2, change: 0, remove: 1, complete: true },
  });
});

test('progress tells stages, warnings, and each resource as it begins and ends', () => {
  expect(describePlanEvent({ type: 'terraform-stage', stage: 'plan' })).toBe('terraform plan …');
  const problem = { kind: 'x', message: 'Check failed' };
  expect(describePlanEvent({ type: 'diagnostic', severity: 'warning', problem })).toBe(
    'warning: Check failed',
  );
  expect(describePlanEvent({ type: 'diagnostic', severity: 'error', problem })).toBeUndefined();
  expect(describeApplyEvent({ type: 'resource', address: 'a.b', state: 'done', detail: 'create, 2 s' })).toBe(
    '  a.b: create, 2 s done',
  );
  expect(describeApplyEvent({ type: 'terraform-stage', stage: 'apply', detail: 'interrupted once: …' })).toBe(
    'interrupted once: …',
  );
});
