import { toProblem } from '../../basics/problem.ts';
import { readBackendType } from '../../terraform/backend-record.ts';
import { listSnapshots } from '../../terraform/snapshots.ts';
import { readState, type StateReading } from '../../terraform/state-text.ts';
import type { FleetSession } from '../session.ts';
import { createPlanRedactor, findLeftovers, openTerraform } from './plan-session.ts';
import type { StateOverview, StateSummary } from './states.ts';

/** The state in a few numbers, what is left of earlier applies, and every snapshot. Changes nothing. */
export async function listStates(
  session: FleetSession,
  signal: AbortSignal = new AbortController().signal,
): Promise<StateOverview> {
  const client = await openTerraform(session);
  const { workspace } = client;
  const leftovers = await findLeftovers(workspace, createPlanRedactor(session));
  const snapshots = await listSnapshots(workspace.privateFolder);
  const backend = await readBackendType(workspace);
  try {
    const current = readState(await client.pullState(signal));
    const summary = current === undefined ? {} : { current: summarizeState(current) };
    return { backend, ...summary, problems: leftovers, snapshots };
  } catch (error) {
    return { backend, problems: [...leftovers, toProblem(error)], snapshots };
  }
}

export function summarizeState({ serial, lineage, resources }: StateReading): StateSummary {
  return { serial, lineage, resources };
}
