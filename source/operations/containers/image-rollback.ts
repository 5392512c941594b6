import { OperatorError, type Place } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type ContainerDetail,
  findImagePlaces,
  formatOf,
  type ImagePlace,
  readExpectedContainers,
  writePin,
} from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import { parseJson } from '../../terraform/json.ts';
import { listSnapshots, readSnapshot, unpackSnapshot } from '../../terraform/snapshots.ts';
import type { SourceEdit } from '../hosts/source-edits.ts';
import { findHost } from '../peer/peer-find.ts';
import type { FleetSession } from '../session.ts';
import { changeAuthor } from '../sync/sync-author.ts';
import { chooseWorkspace } from '../terraform/plan-session.ts';
import { openStateVault } from '../terraform/state-vault.ts';
import { findContainer } from './containers-find.ts';
import { readSeenImages } from './containers-history.ts';
import { findHostOf, readExpected } from './containers-state.ts';
import { type ImageCandidate, listCandidates, type PastContainer } from './image-candidates.ts';
import { findPin, type ImageSource, listImagePins, readImageSources } from './image-pins.ts';

/** What a rollback of a container's image would do, to be shown before it is done. */
export interface ImageRollback {
  readonly host: HostName;
  readonly container: string;
  readonly current: Pick<ContainerDetail, 'image' | 'imageId' | 'state' | 'health' | 'digest'>;
  /** Best evidence first. */
  readonly candidates: readonly ImageCandidate[];
  readonly chosen: ImageCandidate;
  /** The edit that pins it, and where. */
  readonly edits: readonly SourceEdit[];
  readonly place: Place;
  /** Addresses to plan: this container's. */
  readonly targets: readonly string[];
  /** Other containers whose image the same line names: the next whole apply takes them along. */
  readonly alsoNamed: readonly { readonly host: string; readonly container: string }[];
}

export interface RollbackOptions {
  /** A digest or an image's id, whole or its first letters, in place of the best candidate. */
  readonly to?: string;
  readonly why?: string;
  readonly signal?: AbortSignal;
}

/**
 * Finds the last good image of a container and the edit of the repository that pins it. Changes nothing. Throws
 * OperatorError where there is no evidence of an earlier image, or no one line that names it.
 */
export async function planImageRollback(
  session: FleetSession,
  hostName: string,
  name: string,
  options: RollbackOptions = {},
): Promise<ImageRollback> {
  const host = findHost(session, hostName);
  const signal = options.signal ?? new AbortController().signal;
  const { container, reading } = await findContainer(session.remote.connect(host.name), name, signal);
  const { containers: expected } = await readExpected(session, signal);
  const wanted = expected.find((one) => one.host === host.name && one.name === container.name);
  if (wanted === undefined) throw unmanaged(host.name, container.name);
  const { root } = session.fleet;
  const image = wanted.image ?? container.image;
  const pin = findPin(await listImagePins(root), image);
  if (pin !== undefined) throw pinnedAlready(pin.was, pin.place);
  const candidates = listCandidates({
    current: container,
    host: host.name,
    images: reading.images,
    seen: await readSeenImages(session.stateFolder),
    past: await readPast(session),
  });
  const chosen = chooseCandidate(candidates, options.to, host.name, container);
  const { source, place } = chooseSource(await readImageSources(root), image, host, container.name);
  const why = options.why?.replace(/["\\\u0000-\u001f]+/g, ' ').trim();
  const remark = {
    at: new Date().toISOString().slice(0, 10),
    by: changeAuthor('').who.replaceAll(',', ' '),
    was: image,
    ...(why && { why: why.slice(0, 200) }),
  };
  const after = writePin(source.text, place, chosen.reference, remark, formatOf(source.file));
  const { state, health, digest, imageId } = container;
  return {
    host: host.name,
    container: container.name,
    current: { image, imageId, state, ...(health && { health }), ...(digest && { digest }) },
    candidates,
    chosen,
    edits: [{ file: source.file, before: source.text, after }],
    place: { file: source.file, line: place.line },
    targets: [wanted.address],
    alsoNamed: expected
      .filter((one) => one.image === image && one !== wanted)
      .map((one) => ({ host: one.host, container: one.name })),
  };
}

/** The containers in the snapshots of the state, newest first; those of no known password tell nothing. */
async function readPast(session: FleetSession): Promise<PastContainer[]> {
  const { fleet, stateFolder } = session;
  const { privateFolder } = chooseWorkspace({ root: fleet.root, mode: fleet.mode, stateFolder });
  const snapshots = await listSnapshots(privateFolder);
  const vault = snapshots.length === 0 ? undefined : await openStateVault(session);
  if (vault === undefined) return [];
  const past: PastContainer[] = [];
  for (const snapshot of snapshots) {
    const { file, vault: text } = await readSnapshot(privateFolder, snapshot);
    const { state } = await unpackSnapshot(vault.read(Buffer.from(text), { file }), file);
    for (const container of readExpectedContainers(parseJson(state), findHostOf(fleet)))
      past.push({ snapshot: snapshot.name, at: snapshot.at, container });
  }
  return past;
}

function chooseCandidate(
  candidates: readonly ImageCandidate[],
  to: string | undefined,
  host: HostName,
  { name, image }: ContainerDetail,
): ImageCandidate {
  const wanted = to?.replace(/^.*sha256:/, '');
  const found = candidates.filter(
    ({ reference, imageId }) =>
      wanted === undefined ||
      [reference, imageId ?? ''].some((text) => text.replace(/^.*sha256:/, '').startsWith(wanted)),
  );
  const [first] = found;
  if (first !== undefined && (wanted === undefined || (found.length === 1 && wanted.length >= 6)))
    return first;
  const known = candidates.map(({ reference }) => reference).join(', ');
  throw new OperatorError({
    kind: 'no-earlier-image',
    message:
      to === undefined
        ? `No earlier image of ${name} on ${host} is known: not on the host, not in a snapshot of the state, and none was seen running.`
        : `${sanitizeLine(to, 100)} is not plainly one of the images that ${name} on ${host} ran before.`,
    host,
    attempted: `find what ${sanitizeLine(image, 200)} was before`,
    hint:
      known === ''
        ? 'Name a digest in the source file by hand, then plan and apply.'
        : `Known are: ${known}.`,
  });
}

/** The one line that names the image for this container; other lines that name it are told by what stands above them. */
export function chooseSource(
  sources: readonly ImageSource[],
  image: string,
  host: { readonly name: string; readonly groups: readonly string[] },
  container: string,
): { readonly source: ImageSource; readonly place: ImagePlace } {
  const found = sources.flatMap((source) =>
    findImagePlaces(source.text, image).map((place) => {
      // The image's own name tells nothing: it has the container's in it more often than not.
      const context = place.context.join('\n').replaceAll(image, '');
      const names = [host.name, ...host.groups].filter((word) => hasWord(context, word)).length;
      return { source, place, score: (hasWord(context, container) ? 10 : 0) + Math.min(names, 9) };
    }),
  );
  const best = Math.max(...found.map(({ score }) => score));
  const [first, ...others] = found.filter(({ score }) => score === best);
  if (first !== undefined && others.length === 0) return first;
  const places = found.map(({ source, place }) => `${source.file}:${place.line}`).join(', ');
  throw new OperatorError({
    kind: 'image-not-in-source',
    message:
      first === undefined
        ? `No file of terraform/, templates/terraform/, inventory/ or networks/ names ${sanitizeLine(image, 200)} as it is.`
        : `Several lines name ${sanitizeLine(image, 200)}, and it is not plain which is for ${container} on ${host.name}: ${places}.`,
    attempted: 'pin the image in its source',
    hint:
      first === undefined
        ? 'Where the name is put together from parts, pin it there by hand.'
        : 'Pin it by hand in the right one.',
  });
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`).test(text);
}

function unmanaged(host: HostName, container: string): OperatorError {
  return new OperatorError({
    kind: 'refused',
    message: `Terraform's state has no container ${container} on ${host}: its image cannot be pinned in the repository.`,
    host,
    hint: `peerdeck containers ${host} shows what the state has.`,
  });
}

function pinnedAlready(image: string, place: Place): OperatorError {
  return new OperatorError({
    kind: 'refused',
    message: `${image} is pinned already.`,
    place,
    hint: `peerdeck image unpin ${image}, then roll back to another.`,
  });
}
