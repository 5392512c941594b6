import type { HostName } from '../fleet/model.ts';
import type { FollowedContainer } from '../operations/containers/containers-follow.ts';
import type { ContainerLogEvent, ContainerLogResult } from '../operations/containers/containers-log.ts';
import type { FleetContainers } from '../operations/containers/containers-model.ts';
import type { ContainerEvent, ContainerRestartPlan } from '../operations/containers/containers-restart.ts';
import type { ImageRollback } from '../operations/containers/image-rollback.ts';
import type { Operation } from '../operations/operation.ts';
import type { PlanEvent, PlanResult } from '../operations/terraform/plans.ts';

/** A container by its host and name. */
export interface ContainerName {
  readonly host: HostName;
  readonly name: string;
}

/** Containers: looked at, restarted, and held to an earlier image. */
export interface ContainerServices {
  read(signal: AbortSignal): Promise<FleetContainers>;
  /** The last lines, and those that follow, until the signal is aborted. */
  log(container: ContainerName, signal: AbortSignal): Operation<ContainerLogEvent, ContainerLogResult>;
  planRestart(container: ContainerName, signal: AbortSignal): Promise<ContainerRestartPlan>;
  restart(plan: ContainerRestartPlan, signal: AbortSignal): Operation<ContainerEvent, FollowedContainer>;
  /** What it could be held to, and the edit that does it; `to` names one in place of the best. */
  planRollback(container: ContainerName, to: string | undefined, signal: AbortSignal): Promise<ImageRollback>;
  /** Writes the pin into the repository and plans that container alone; a plan that fails takes the pin back. */
  pin(rollback: ImageRollback, signal: AbortSignal): Operation<PlanEvent, PlanResult>;
  takePinBack(rollback: ImageRollback): Promise<void>;
  /** Lets an image follow its name again; the files that were edited. */
  unpin(image: string): Promise<readonly string[]>;
}
