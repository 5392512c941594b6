import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../../source/operations/terraform/plan-failure.ts';
import { describeLabWorkspace } from '../../../source/terraform/workspace.ts';

const workspace = describeLabWorkspace('/nowhere', '/nowhere/state', {});

function describeEnd(interrupted: boolean) {
  const exit = { code: undefined, endedBy: 'SIGINT', interrupted, stderr: '', diagnostics: [] } as const;
  return describeFailure(exit, 'plan', workspace, (text) => text);
}

describe('a plan that SIGINT ended', () => {
  it('stopped as asked where the signal was ours', async () => {
    expect(await describeEnd(true)).toMatchObject({
      kind: 'interrupted',
      message: 'Terraform stopped as asked, in the middle of plan.',
    });
  });

  it('was ended by something else where it was not', async () => {
    expect(await describeEnd(false)).toMatchObject({ kind: 'terraform-killed' });
  });
});
