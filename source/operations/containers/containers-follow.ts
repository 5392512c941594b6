import { setTimeout as pause } from 'node:timers/promises';
import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { ContainerDetail } from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { Operation } from '../operation.ts';
import { findContainer } from './containers-find.ts';

/** The state of a container, safe to show. */
export interface ContainerState {
  readonly state: string;
  readonly health?: string;
  readonly startedAt?: string;
  readonly restarts: number;
}

export interface ContainerStateEvent {
  readonly type: 'container-state';
  readonly host: HostName;
  readonly container: string;
  readonly state: ContainerState;
}

export interface FollowedContainer {
  readonly host: HostName;
  readonly container: string;
  /** It runs, from the image that was wanted, and its health check, where it has one, has passed. */
  readonly reached: boolean;
  readonly after: ContainerState;
}

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** How long the container may take to be well; the default is 60 s. */
  readonly limit?: Milliseconds;
}

const defaultLimit = milliseconds(60_000);
const lookInterval = 500;
/** So long it has to be up for a container without a health check to count as running. */
const settled = 2_000;

/** Follows a container until it is well - with this image, where one is given - or the time is over. */
export async function* followContainer(
  connection: HostConnection,
  name: string,
  imageId: string | undefined,
  { signal, limit = defaultLimit }: FollowOptions = {},
): Operation<ContainerStateEvent, FollowedContainer> {
  const { host } = connection;
  const began = performance.now();
  let told = '';
  while (true) {
    const { container } = await findContainer(connection, name, signal);
    const state = toContainerState(container);
    const line = `${state.state} ${state.health ?? ''} ${state.restarts}`;
    if (line !== told) yield { type: 'container-state', host, container: name, state };
    told = line;
    const isRight = imageId === undefined || container.imageId === imageId;
    const waited = performance.now() - began;
    const reached = isRight && isWell(state, waited);
    if (reached || waited >= limit) return { host, container: name, reached, after: state };
    await pause(lookInterval, undefined, signal ? { signal } : {});
  }
}

/** Whether a container is well so many milliseconds after it was started. */
function isWell({ state, health }: ContainerState, since: number): boolean {
  if (state !== 'running') return false;
  return health === undefined ? since >= settled : health === 'healthy';
}

export function toContainerState({ state, health, startedAt, restarts }: ContainerDetail): ContainerState {
  return {
    state: sanitizeLine(state, 30),
    ...(health !== undefined && { health: sanitizeLine(health, 30) }),
    ...(startedAt !== undefined && { startedAt: sanitizeLine(startedAt, 40) }),
    restarts,
  };
}
