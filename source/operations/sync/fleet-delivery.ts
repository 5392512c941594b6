import type { Place } from '../../basics/problem.ts';
import { type ForHosts, readDeliveryRules, readHealthChecks } from '../../delivery/custom-rules.ts';
import {
  builtinDelivery,
  type DeliveryParts,
  type HostDelivery,
  makeHostDelivery,
} from '../../delivery/host-delivery.ts';
import { evaluatePattern } from '../../fleet/host-patterns.ts';
import type { Fleet, HostName } from '../../fleet/model.ts';
import { mayHaveState } from '../../terraform/workspace.ts';
import { readExpected } from '../containers/containers-state.ts';
import type { FleetSession } from '../session.ts';
import { chooseWorkspace } from '../terraform/plan-session.ts';

/** How files reach each host of a fleet. */
export interface FleetDelivery {
  /** By the rules alone. */
  of(host: HostName): HostDelivery;
  /** The same with the containers that Terraform's state has on the host, and why where that cannot be read. */
  withContainers(host: HostName): Promise<{ readonly delivery: HostDelivery; readonly unknown?: string }>;
}

/** What is built in, for every host. */
export const builtinFleetDelivery: FleetDelivery = {
  of: () => builtinDelivery,
  withContainers: async () => ({ delivery: builtinDelivery }),
};

/**
 * Reads the rules and the health checks of `peerdeck.yml`; Terraform's state is read when it is first needed. Throws
 * OperatorError with file and line where a rule cannot be understood.
 */
export function readFleetDelivery(
  session: FleetSession,
  signal: AbortSignal = new AbortController().signal,
): FleetDelivery {
  const { fleet } = session;
  const place = (keys: readonly PropertyKey[]): Place =>
    fleet.settings?.findPlace?.(keys) ?? { file: 'peerdeck.yml' };
  const rules = readDeliveryRules(fleet.settings?.delivery ?? [], place);
  const checks = readHealthChecks(fleet.settings?.checks ?? [], place);
  const parts = (host: HostName): DeliveryParts => ({
    rules: chooseFor(fleet, host, rules),
    checks: chooseFor(fleet, host, checks),
  });
  const { root, mode } = fleet;
  const workspace = chooseWorkspace({ root, mode, stateFolder: session.stateFolder });
  let expected: ReturnType<typeof readExpected> | undefined;
  return {
    of: (host) => makeHostDelivery(parts(host)),
    withContainers: async (host) => {
      expected ??= readExpected(session, signal);
      const { containers, state } = await expected;
      const own = containers.filter((container) => container.host === host);
      return {
        delivery: makeHostDelivery({ ...parts(host), containers: own }),
        ...(state.kind === 'none' && (await mayHaveState(workspace)) ? { unknown: state.why } : {}),
      };
    },
  };
}

function chooseFor<Value>(
  fleet: Fleet,
  host: HostName,
  entries: readonly ForHosts<Value>[],
): readonly Value[] {
  return entries
    .filter(
      ({ hosts }) =>
        hosts === undefined || evaluatePattern(fleet, hosts).hosts.some(({ name }) => name === host),
    )
    .map(({ value }) => value);
}
