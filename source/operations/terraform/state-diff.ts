import type { TerraformClient } from '../../terraform/client.ts';
import { collectStateSecrets, diffStates } from '../../terraform/state-diff.ts';
import type { FleetSession } from '../session.ts';
import { describeAttribute } from './plan-describe.ts';
import { createPlanRedactor, openTerraform } from './plan-session.ts';
import { type OpenedState, openCurrent, openSnapshot, withStateFile } from './state-open.ts';
import type { StateChange } from './states.ts';

export interface StateComparison {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly StateChange[];
}

/** Compares a snapshot with another, or with the state as it is now; every secret is hidden. */
export async function compareStates(
  session: FleetSession,
  from: string,
  to: string | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<StateComparison> {
  const client = await openTerraform(session);
  const { privateFolder } = client.workspace;
  const before = await openSnapshot(session, privateFolder, from);
  const after =
    to === undefined ? await openCurrent(client, signal) : await openSnapshot(session, privateFolder, to);
  const changes = await compareOpened(session, client, before, after, signal);
  return { from: before.name, to: after?.name ?? 'no state', changes };
}

/** The same for two that are open already; undefined is no state. */
export async function compareOpened(
  session: FleetSession,
  client: TerraformClient,
  before: OpenedState | undefined,
  after: OpenedState | undefined,
  signal: AbortSignal,
): Promise<readonly StateChange[]> {
  const show = async (opened: OpenedState | undefined): Promise<unknown> =>
    opened &&
    withStateFile(client.workspace.privateFolder, opened.text, (file) => client.showStateFile(file, signal));
  const [left, right] = [await show(before), await show(after)];
  const secrets = new Set([...collectStateSecrets(left), ...collectStateSecrets(right)]);
  return diffStates(left, right, createPlanRedactor(session, secrets)).map((difference) => ({
    ...difference,
    attributes: difference.attributes.map(describeAttribute),
  }));
}
