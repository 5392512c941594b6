import {
  type ContainerDetail,
  type ExpectedContainer,
  type HostImage,
  isImageId,
  parseImageName,
} from '../../containers/index.ts';
import type { SeenImage } from './containers-history.ts';

/** An image that a container could be held to. */
export interface ImageCandidate {
  /** What to write into the source: `name@sha256:…` where a registry knows it, else the image's own id. */
  readonly reference: string;
  readonly imageId?: string;
  /** The host still has it: nothing need be fetched. */
  readonly onHost: boolean;
  /** What speaks for it, newest first. */
  readonly evidence: readonly ImageEvidence[];
}

export type ImageEvidence =
  /** It was seen to run well, by this console. */
  | { readonly kind: 'seen'; readonly first: string; readonly last: string }
  /** A snapshot of the state has it. */
  | { readonly kind: 'snapshot'; readonly name: string; readonly at: string }
  /** It lies on the host. */
  | { readonly kind: 'image'; readonly createdAt: string };

/** A container as a snapshot of Terraform's state had it. */
export interface PastContainer {
  readonly snapshot: string;
  /** ISO 8601. */
  readonly at: string;
  readonly container: ExpectedContainer;
}

export interface CandidateSources {
  readonly current: ContainerDetail;
  readonly host: string;
  readonly images: readonly HostImage[];
  readonly seen: readonly SeenImage[];
  readonly past: readonly PastContainer[];
}

/**
 * The images a container ran before, those with the best evidence first: seen to run well (the latest first), then in
 * a snapshot of the state, then merely on the host under the same name. What runs now is none of them.
 */
export function listCandidates({ current, host, images, seen, past }: CandidateSources): ImageCandidate[] {
  const drafts = new Map<string, Draft>();
  const add = (id: string | undefined, digest: string | undefined, evidence: ImageEvidence) => {
    const key = id ?? digest;
    if (key === undefined || id === current.imageId || (digest !== undefined && digest === current.digest))
      return;
    const draft = drafts.get(key) ?? { imageId: id, digest: undefined, evidence: [] };
    drafts.set(key, { ...draft, digest: draft.digest ?? digest, evidence: [...draft.evidence, evidence] });
  };
  const mine = seen.filter((one) => one.host === host && one.container === current.name);
  for (const { imageId, digest, first, last } of mine.toReversed()) {
    add(imageId, digest, { kind: 'seen', first, last });
  }
  for (const { snapshot, at, container } of past) {
    if (container.host === host && container.name === current.name)
      add(container.imageId, container.digest, { kind: 'snapshot', name: snapshot, at });
  }
  const { repository } = parseImageName(current.image);
  for (const image of images) {
    if (image.repository !== repository) continue;
    const digest = image.digest === undefined ? undefined : `${image.repository}@${image.digest}`;
    add(image.id, digest, { kind: 'image', createdAt: image.createdAt });
  }
  return [...drafts.values()].flatMap((draft) => finish(draft, images)).toSorted(byEvidence);
}

interface Draft {
  readonly imageId: string | undefined;
  readonly digest: string | undefined;
  readonly evidence: readonly ImageEvidence[];
}

function finish({ imageId, digest, evidence }: Draft, images: readonly HostImage[]): ImageCandidate[] {
  const onHost = imageId !== undefined && images.some(({ id }) => id === imageId);
  // An id names an image only where it lies.
  const reference = digest ?? (onHost ? imageId : undefined);
  if (reference === undefined || !(isImageId(reference) || isDigest(reference))) return [];
  return [{ reference, ...(imageId !== undefined && { imageId }), onHost, evidence }];
}

function isDigest(reference: string): boolean {
  return /^[a-z0-9][a-z0-9._:/-]{0,300}@sha256:[0-9a-f]{64}$/.test(reference);
}

const weights: Readonly<Record<ImageEvidence['kind'], number>> = { seen: 2, snapshot: 1, image: 0 };

function byEvidence(one: ImageCandidate, other: ImageCandidate): number {
  const weigh = ({ evidence }: ImageCandidate) => Math.max(...evidence.map(({ kind }) => weights[kind]));
  const difference = weigh(other) - weigh(one);
  if (difference !== 0) return difference;
  return latest(other).localeCompare(latest(one));
}

/** When it was last known. */
function latest({ evidence }: ImageCandidate): string {
  const times = evidence.map((one) =>
    one.kind === 'seen' ? one.last : one.kind === 'snapshot' ? one.at : one.createdAt,
  );
  return times.toSorted().at(-1) ?? '';
}
