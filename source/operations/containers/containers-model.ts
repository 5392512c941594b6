import type { Instant } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type {
  ContainerDetail,
  ContainerDifference,
  EngineReading,
  ExpectedContainer,
  HostImage,
} from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { ImagePin } from './image-pins.ts';

/** A container: what the host has beside what Terraform's state says. */
export interface ContainerRow {
  readonly host: HostName;
  readonly name: string;
  readonly found?: ContainerDetail;
  readonly expected?: ExpectedContainer;
  readonly differences: readonly ContainerDifference[];
  /** Its image is pinned in the repository: the reminder until it is unpinned. */
  readonly pin?: ImagePin;
}

/** The containers of one host. */
export interface HostContainers {
  readonly host: HostName;
  readonly reachable: boolean;
  readonly engine: EngineReading['engine'];
  /** Why the host or its engine was not read, with what to do. */
  readonly problem?: Problem;
  readonly rows: readonly ContainerRow[];
  readonly images: readonly HostImage[];
  readonly unread: readonly string[];
  readonly observedAt: Instant;
}

/** Whether Terraform's state could be read: without it nothing is known of what should run. */
export type StateKnowledge =
  | { readonly kind: 'read'; readonly containers: number }
  | { readonly kind: 'none'; readonly why: string };

export interface FleetContainers {
  readonly hosts: readonly HostContainers[];
  readonly state: StateKnowledge;
  /** Images pinned in the repository, whichever hosts they are for. */
  readonly pins: readonly ImagePin[];
}
