import type { Problem } from '../../basics/problem.ts';
import { readBackendType } from '../../terraform/backend-record.ts';
import { listUpgrades, readProviderLock, readRequiredProviders } from '../../terraform/provider-locks.ts';
import { findErroredState } from '../../terraform/state-files.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import { findHolderId, findLockHolder } from './plan-failure.ts';
import type { WayOut } from './plans.ts';

/** What a person can do about a plan or an apply that did not come about; empty where only the problem tells. */
export async function findWaysOut(
  problem: Problem,
  workspace: TerraformWorkspace,
): Promise<readonly WayOut[]> {
  const errored = await findErroredState(workspace);
  if (errored !== undefined) return [{ kind: 'recover-state', file: errored }];
  switch (problem.kind) {
    case 'plan-stale':
    case 'interrupted':
    case 'terraform-killed':
      return [{ kind: 'plan-again' }];
    case 'locked':
      return findWaysPastLock(problem, workspace);
    case 'init-needed':
    case 'providers-unavailable': {
      const { folder } = workspace;
      const providers = listUpgrades(await readProviderLock(folder), await readRequiredProviders(folder));
      return providers.length === 0 ? [] : [{ kind: 'upgrade-providers', providers }];
    }
    default:
      return [];
  }
}

/** The lock of a backend that keeps it after its holder died can be taken away; others free themselves. */
async function findWaysPastLock(problem: Problem, workspace: TerraformWorkspace): Promise<WayOut[]> {
  const holder = await findLockHolder(workspace);
  const wait: WayOut = {
    kind: 'wait',
    ...(holder === undefined ? {} : { holder: holder.who, since: holder.since }),
  };
  const backend = await readBackendType(workspace);
  const answer = problem.answer ?? '';
  const id = findHolderId(answer) ?? (backend === 's3' ? /^\s*ID:\s+([\w-]+)/m.exec(answer)?.[1] : undefined);
  return holder === undefined && id !== undefined ? [wait, { kind: 'unlock', id }] : [wait];
}
