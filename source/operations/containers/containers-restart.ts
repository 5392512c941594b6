import { milliseconds } from '../../basics/brand.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { ContainerDetail } from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import { quoteWord } from '../../remote/shell-words.ts';
import type { Operation } from '../operation.ts';
import { findHost } from '../peer/peer-find.ts';
import type { FleetSession } from '../session.ts';
import { runDocker } from './containers-engine.ts';
import { describeDockerFailure, findContainer } from './containers-find.ts';
import {
  type ContainerState,
  type ContainerStateEvent,
  type FollowedContainer,
  type FollowOptions,
  followContainer,
  toContainerState,
} from './containers-follow.ts';

/** What a restart would do, to be shown before it is done. */
export interface ContainerRestartPlan {
  readonly host: HostName;
  readonly container: string;
  /** As it is run on the host. */
  readonly command: string;
  readonly does: string;
  readonly warnings: readonly string[];
  readonly before: ContainerState;
}

export type ContainerEvent =
  | {
      readonly type: 'container-restarting';
      readonly host: HostName;
      readonly container: string;
      readonly command: string;
    }
  | ContainerStateEvent;

const restartLimit = milliseconds(100_000);

/** What restarting a container would do. Throws OperatorError where there is none of that name. */
export async function planContainerRestart(
  session: FleetSession,
  hostName: string,
  name: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ContainerRestartPlan> {
  const { name: host } = findHost(session, hostName);
  const { container } = await findContainer(session.remote.connect(host), name, options.signal);
  return {
    host,
    container: container.name,
    command: `docker restart ${quoteWord(container.name)}`,
    does: `stop ${sanitizeLine(container.name, 80)} and start it again, from the same image`,
    warnings: describeWarnings(container),
    before: toContainerState(container),
  };
}

function describeWarnings({ ports, networks, state, restartPolicy }: ContainerDetail): string[] {
  const open = ports.flatMap(({ outer, protocol }) => (outer === undefined ? [] : [`${outer}/${protocol}`]));
  const served = [...new Set(open)].join(', ');
  return [
    ...(served === '' ? [] : [`nobody answers on port ${served} until it is up again`]),
    ...(networks.some((network) => network.name === 'host') ? ['it has the host’s own network'] : []),
    ...(state === 'running' ? [] : [`it does not run now (${sanitizeLine(state, 30)}): this starts it`]),
    ...(restartPolicy === 'no' ? ['it has no restart policy: after a reboot of the host it stays down'] : []),
  ];
}

/** Does what was planned, then follows the container until it is well, or the time is over. */
export async function* restartContainer(
  session: FleetSession,
  { host, container, command }: ContainerRestartPlan,
  options: FollowOptions = {},
): Operation<ContainerEvent, FollowedContainer> {
  const { signal } = options;
  const connection = session.remote.connect(host);
  yield { type: 'container-restarting', host, container, command };
  const answer = await runDocker(connection, `timeout 90 ${command}`, {
    timeout: restartLimit,
    ...(signal && { signal }),
  });
  if (answer.exitCode !== 0) throw describeDockerFailure(host, container, command, answer);
  return yield* followContainer(connection, container, undefined, options);
}
