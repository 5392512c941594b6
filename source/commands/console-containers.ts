import type { ContainerServices } from '../console/services-containers.ts';
import { readContainers } from '../operations/containers/containers.ts';
import { readContainerLog } from '../operations/containers/containers-log.ts';
import { planContainerRestart, restartContainer } from '../operations/containers/containers-restart.ts';
import { planUnpin } from '../operations/containers/image-pins.ts';
import { type ImageRollback, planImageRollback } from '../operations/containers/image-rollback.ts';
import { undoSourceEdits, writeSourceEdits } from '../operations/hosts/source-edits.ts';
import { reloadFleet } from '../operations/open-fleet.ts';
import { type Operation, runOperation } from '../operations/operation.ts';
import { render } from '../operations/render.ts';
import { plan } from '../operations/terraform/plan.ts';
import type { PlanEvent, PlanResult } from '../operations/terraform/plans.ts';
import type { CurrentSession } from './console-delivery.ts';

/** Containers as the console looks at them and works on them. */
export function makeContainerServices(current: CurrentSession): ContainerServices {
  const rootOf = () => current.session.fleet.root;

  /** The plan of the one container, with the pin written; the repository goes back where there is none. */
  async function* pin(
    { edits, targets }: ImageRollback,
    signal: AbortSignal,
  ): Operation<PlanEvent, PlanResult> {
    await writeSourceEdits(rootOf(), edits);
    let planned = false;
    try {
      if (!edits.every(({ file }) => file.startsWith('terraform/'))) {
        current.session = await reloadFleet(current.session);
        await runOperation(render(current.session), () => undefined);
      }
      const result = yield* plan(current.session, { targets }, signal);
      planned = result.kind === 'planned';
      return result;
    } finally {
      if (!planned) await undoSourceEdits(rootOf(), edits);
    }
  }

  return {
    read: (signal) => readContainers(current.session, { signal }),
    log: ({ host, name }, signal) =>
      readContainerLog(current.session, host, name, { lines: 200, follow: true, signal }),
    planRestart: ({ host, name }, signal) => planContainerRestart(current.session, host, name, { signal }),
    restart: (planned, signal) => restartContainer(current.session, planned, { signal }),
    planRollback: ({ host, name }, to, signal) =>
      planImageRollback(current.session, host, name, { signal, ...(to !== undefined && { to }) }),
    pin,
    takePinBack: ({ edits }) => undoSourceEdits(rootOf(), edits),
    unpin: async (image) => {
      const edits = await planUnpin(rootOf(), image);
      await writeSourceEdits(rootOf(), edits);
      return edits.map(({ file }) => file);
    },
  };
}
