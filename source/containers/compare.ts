import type { ContainerDetail, HostImage } from './detail.ts';
import type { ExpectedContainer } from './expected.ts';
import { isSameImage, shortenId } from './image-name.ts';

export type ContainerDifferenceKind =
  | 'missing'
  | 'unmanaged'
  | 'image'
  | 'moved'
  | 'stopped'
  | 'restarting'
  | 'unhealthy'
  | 'tainted'
  | 'ports'
  | 'networks'
  | 'mounts';

/** How a container is not what the state says, or not well. */
export interface ContainerDifference {
  readonly kind: ContainerDifferenceKind;
  readonly text: string;
}

/** A container that runs on a host, that the state says should, or both. */
export interface ContainerPair {
  readonly name: string;
  readonly found?: ContainerDetail;
  readonly expected?: ExpectedContainer;
}

/** The containers of one host, each beside what the state says of it, by name. */
export function pairContainers(
  found: readonly ContainerDetail[],
  expected: readonly ExpectedContainer[],
): ContainerPair[] {
  const wanted = new Map(expected.map((one) => [one.name, one]));
  const running = new Map(found.map((one) => [one.name, one]));
  const names = [...new Set([...wanted.keys(), ...running.keys()])].sort();
  return names.map((name) => {
    const container = running.get(name);
    const want = wanted.get(name);
    return { name, ...(container && { found: container }), ...(want && { expected: want }) };
  });
}

/** What differs. `stateKnown`: the state was read, so that a container it does not have is nobody's. */
export function findDifferences(
  { found, expected }: ContainerPair,
  images: readonly HostImage[],
  stateKnown: boolean,
): ContainerDifference[] {
  if (found === undefined) return [{ kind: 'missing', text: 'the state has it, the host does not' }];
  return [
    ...describeHealth(found),
    ...describeMoved(found, images),
    ...(expected ? compareParts(found, expected) : []),
    ...(expected === undefined && stateKnown
      ? [{ kind: 'unmanaged' as const, text: 'it runs there, and the state does not have it' }]
      : []),
  ];
}

function describeHealth({ state, health, exitCode, restarts }: ContainerDetail): ContainerDifference[] {
  if (state === 'restarting') {
    return [{ kind: 'restarting', text: `it ends and is started again (${restarts} times so far)` }];
  }
  if (state !== 'running') {
    return [{ kind: 'stopped', text: `it does not run: ${state}, exit code ${exitCode ?? '?'}` }];
  }
  return health === 'unhealthy' ? [{ kind: 'unhealthy', text: 'its health check fails' }] : [];
}

/** The name it was made from stands for another image by now. */
function describeMoved(found: ContainerDetail, images: readonly HostImage[]): ContainerDifference[] {
  const named = images.find((image) => isSameImage(found.image, image));
  if (named === undefined || named.id === found.imageId) return [];
  return [
    {
      kind: 'moved',
      text: `${found.image} is ${shortenId(named.id)} on the host now, and it still runs ${shortenId(found.imageId)}`,
    },
  ];
}

function compareParts(found: ContainerDetail, expected: ExpectedContainer): ContainerDifference[] {
  const { imageId, tainted } = expected;
  return [
    ...(imageId !== undefined && imageId !== found.imageId
      ? [
          {
            kind: 'image' as const,
            text: `it runs ${shortenId(found.imageId)}, the state says ${shortenId(imageId)}`,
          },
        ]
      : []),
    ...(tainted ? [{ kind: 'tainted' as const, text: 'the next apply makes it anew' }] : []),
    ...nameLacking(
      'ports',
      'not published',
      expected.ports
        .filter((port) => !found.ports.some((one) => one.inner === port.inner && one.outer === port.outer))
        .map((port) => `${port.outer}->${port.inner}`),
    ),
    ...nameLacking(
      'networks',
      'not attached',
      expected.networks.filter((name) => !found.networks.some((one) => one.name === name)),
    ),
    ...nameLacking(
      'mounts',
      'not mounted',
      expected.mounts
        .filter(
          (mount) => !found.mounts.some((one) => one.target === mount.target && one.source === mount.source),
        )
        .map((mount) => `${mount.source} on ${mount.target}`),
    ),
  ];
}

function nameLacking(
  kind: 'ports' | 'networks' | 'mounts',
  how: string,
  names: readonly string[],
): ContainerDifference[] {
  return names.length === 0 ? [] : [{ kind, text: `${how}: ${names.join(', ')}` }];
}
