import { OperatorError, type Problem } from '../../basics/problem.ts';
import type { Fleet } from '../../fleet/model.ts';
import { renderFleet } from '../../rendering/render-fleet.ts';
import { storeTree } from '../../rendering/store-tree.ts';
import type { LabRequest, PreparedLab } from '../plan-contract.ts';
import { labPaths } from '../state/paths.ts';
import { planEngines } from './engines.ts';
import { planTopology } from './plan-topology.ts';
import { loadLabFleet, prepareOverlay } from './prepare-overlay.ts';

/**
 * Plans a fleet as a lab: writes the overlay with fresh secrets, renders the fleet through it, and derives the
 * topology. The repository's own vault is never opened. Throws OperatorError where the repository cannot be read or
 * rendered.
 */
export async function prepareLab(request: LabRequest): Promise<PreparedLab> {
  const { name, reachBlock } = request;
  const overlay = await prepareOverlay(request);
  const fleet = await loadLabFleet(request, overlay);
  const { tree, problems } = await renderFleet(fleet);
  const [problem] = problems;
  if (problem !== undefined) throw describeUnrendered(problem, problems.length, fleet);
  await storeTree(labPaths(request.stateFolder).rendered, tree);
  const engines = request.containers === true ? { engines: await planEngines(fleet) } : {};
  return { topology: planTopology({ name, reachBlock, fleet, rendered: tree, ...engines }), overlay };
}

/** A lab of hosts without their files would be none; the first problem says where to begin. */
function describeUnrendered(problem: Problem, count: number, fleet: Fleet): OperatorError {
  const others = count === 1 ? '' : ` (and ${count - 1} more)`;
  const closed = fleet.problems?.find(({ kind }) => kind === 'vault-closed');
  const isMissing = problem.kind === 'undefined-variable' && closed !== undefined;
  return new OperatorError({
    ...problem,
    message: `${problem.message}${others}`,
    ...(isMissing
      ? {
          hint: "A lab makes its own keys and passwords from the names in networks/ and never opens the repository's vault: name the value there, or give it a default in the template.",
        }
      : {}),
  });
}
