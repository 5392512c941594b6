import { expect, test } from 'vitest';
import { describeDeployed, exitCodeOfDeploy } from '../../source/commands/deploy-text.ts';
import type { HostName } from '../../source/fleet/model.ts';
import type { SyncOutcome } from '../../source/operations/diff/changes.ts';
import { isInLine } from '../../source/operations/sync/deploy.ts';

function ended(...outcomes: SyncOutcome[]) {
  return {
    hosts: outcomes.map((outcome, index) => ({ host: `host${index}` as HostName, outcome, files: [] })),
  };
}

const applied = { kind: 'applied', add: 1, change: 2, remove: 0 } as const;
const failed = { kind: 'failed', problem: { kind: 'terraform-failed', message: 'no' } } as const;

test('a deploy where all is well is told with both halves', () => {
  const outcome = { ...ended('changed', 'unchanged'), applied };
  expect(describeDeployed(outcome, true)).toBe(
    '2 hosts: 1 changed, 1 unchanged.\nApplied: 1 added, 2 changed, 0 removed.',
  );
  expect(exitCodeOfDeploy(outcome)).toBe(0);
});

test('Terraform waits for the hosts, and that is said', () => {
  const outcome = ended('changed', 'held');
  expect(isInLine(outcome)).toBe(false);
  expect(describeDeployed(outcome, true)).toContain('Terraform was left alone');
  expect(describeDeployed(outcome, false)).not.toContain('Terraform');
  expect(exitCodeOfDeploy(outcome)).toBe(5);
});

test('hosts in line and an apply that failed are half a deploy', () => {
  const outcome = { ...ended('changed'), applied: failed };
  expect(describeDeployed(outcome, true)).toContain('no');
  expect(exitCodeOfDeploy(outcome)).toBe(5);
  const locked = { kind: 'failed', problem: { kind: 'locked', message: 'busy' } } as const;
  expect(exitCodeOfDeploy({ ...ended('changed'), applied: locked })).toBe(4);
});
