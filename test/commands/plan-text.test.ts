import { expect, test } from 'vitest';
import {
  describeApplyEvent,
  describePlan,
  describePlanEvent,
  describeWayOut,
  summarizePlan,
  tellPlan,
} from '../../source/commands/plan-text.ts';
import type { TerraformPlan } from '../../source/operations/terraform/plans.ts';

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

test('a plan that was classified tells what was meant, why, and what a part of it leaves', () => {
  const classified: TerraformPlan = {
    ...plan,
    changes: [
      {
        address: 'docker_container.caddy',
        action: 'update',
        host: 'coreams01',
        class: 'intended',
        because: 'the repository changed since the apply of 2026-11-20 10:00: terraform/services.json',
        attributes: [
          {
            path: 'upload[0].content',
            before: '"a\\nb"',
            after: '"a\\nc"',
            lines: [
              { kind: 'same', text: 'a' },
              { kind: 'removed', text: 'b' },
              { kind: 'added', text: 'c' },
            ],
            forcesReplacement: true,
          },
        ],
      },
    ],
    add: 0,
    change: 1,
    remove: 0,
    classification: {
      kind: 'classified',
      since: { at: '2026-11-20T10:00:00Z' },
      changedFiles: ['terraform/services.json'],
      intended: 1,
      incidental: 1,
      drift: 0,
    },
    scope: {
      kind: 'intended',
      chosen: ['docker_container.caddy'],
      dragged: ['docker_image.caddy'],
      left: [{ address: 'docker_container.grafana', class: 'incidental' }],
    },
  };
  expect(describePlan(classified)).toBe(`coreams01
  ~ docker_container.caddy (update)
      intended: the repository changed since the apply of 2026-11-20 10:00: terraform/services.json
      upload[0].content: (forces the replacement)
          a
        - b
        + c

This is a plan for what was meant alone.
It brings along what that depends on: docker_image.caddy.
It leaves:
  docker_container.grafana (incidental)

Of the whole plan: 1 intended, 1 incidental, 0 drift since the apply of 2026-11-20 10:00.

Plan: 0 to add, 1 to change, 0 to remove. This is a part: other changes are pending.`);
  expect(tellPlan(classified)).toMatchObject({
    changes: [
      {
        address: 'docker_container.caddy',
        action: 'update',
        class: 'intended',
        because: expect.stringContaining('services.json'),
        host: 'coreams01',
      },
    ],
    summary: { complete: false, classified: true, intended: 1, incidental: 1, drift: 0 },
    scope: { left: [{ class: 'incidental' }] },
  });
});

test('what an upgrade of providers would look at is listed before it is run', () => {
  const way = describeWayOut({
    kind: 'upgrade-providers',
    providers: [{ provider: 'kreuzwerker/docker', from: '3.6.2', wanted: '4.2.0' }],
  });
  expect(way).toContain('\n  kreuzwerker/docker 4.2.0 (locked: 3.6.2)');
});
