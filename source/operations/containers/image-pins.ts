import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError, type Place } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { formatOf, listPins, removePin, type WrittenPin } from '../../containers/index.ts';
import type { SourceEdit } from '../hosts/source-edits.ts';

/** An image that the repository holds to one digest, until it is unpinned. */
export interface ImagePin {
  /** The name it would follow: `ghcr.io/nxthdr/saimiris:main`. */
  readonly was: string;
  /** What it is held to: `name@sha256:…`, or an image's own id. */
  readonly image: string;
  /** `2026-11-21` */
  readonly at: string;
  readonly by: string;
  readonly why?: string;
  readonly place: Place;
}

/** Where images may be named: Terraform itself, and what it is rendered from. */
const folders = ['terraform', 'templates/terraform', 'inventory', 'networks'];
const named = /\.(?:tf|tf\.json|json|tfvars|ya?ml|tftpl)(?:\.j2)?$/;
const passedOver = new Set(['.terraform', '.git', 'node_modules']);
const largest = 1024 * 1024;
const mostFiles = 2_000;
/** The first line of a file that `render` writes: changes belong elsewhere. */
const generated = /^#.*[Gg]enerated .*peerdeck render/;

/** A file of the repository that may name images. */
export interface ImageSource {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}

/** The files that may name images and that people write, in the order of their paths. */
export async function readImageSources(root: string): Promise<ImageSource[]> {
  const files = (await Promise.all(folders.map((folder) => listFiles(root, folder)))).flat().sort();
  const rendered = new Set(
    files.flatMap((file) => {
      const target = /^templates\/terraform\/(.*)\.j2$/.exec(file)?.[1];
      return target === undefined ? [] : [`terraform/${target}`];
    }),
  );
  const sources: ImageSource[] = [];
  for (const file of files.filter((path) => !rendered.has(path)).slice(0, mostFiles)) {
    const text = await readFile(join(root, file), 'utf8');
    if (text.length <= largest && !generated.test(text.split('\n', 1)[0] ?? '')) sources.push({ file, text });
  }
  return sources;
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const nested = entries
    .filter((entry) => entry.isDirectory() && !passedOver.has(entry.name))
    .map((entry) => listFiles(root, `${folder}/${entry.name}`));
  const own = entries.filter((entry) => entry.isFile() && named.test(entry.name));
  return [...own.map((entry) => `${folder}/${entry.name}`), ...(await Promise.all(nested)).flat()];
}

/** The pins in the repository's files. */
export async function listImagePins(root: string): Promise<readonly ImagePin[]> {
  return (await readImageSources(root)).flatMap(({ file, text }) =>
    listPins(text, formatOf(file)).map((pin) => toPin(file, pin)),
  );
}

function toPin(file: string, { was, image, at, by, why, line }: WrittenPin): ImagePin {
  return { was, image, at, by, ...(why !== undefined && { why }), place: { file, line } };
}

/** The pin that an image's name falls under. */
export function findPin(pins: readonly ImagePin[], image: string | undefined): ImagePin | undefined {
  return pins.find((pin) => pin.image === image) ?? pins.find((pin) => pin.was === image);
}

/** A pin in a line, as a reminder. */
export function describePin({ was, image, at, by, why }: ImagePin): string {
  const reason = why === undefined ? '' : ` (${sanitizeLine(why, 100)})`;
  return `${was} is pinned to ${image.slice(0, image.indexOf('sha256:') + 19)}… since ${at} by ${by}${reason}: peerdeck image unpin ${was}`;
}

/** What taking pins of this image away changes in the repository. Throws OperatorError where there is none. */
export async function planUnpin(root: string, image: string): Promise<readonly SourceEdit[]> {
  const edits = (await readImageSources(root)).flatMap(({ file, text }): SourceEdit[] => {
    const format = formatOf(file);
    let after = text;
    // From the last line upward: removing one moves those below it.
    for (const pin of listPins(text, format).toReversed())
      if (pin.was === image || pin.image === image) after = removePin(after, pin, format);
    return after === text ? [] : [{ file, before: text, after }];
  });
  if (edits.length > 0) return edits;
  const pins = await listImagePins(root);
  throw new OperatorError({
    kind: 'usage',
    message: `${sanitizeLine(image, 200)} is not pinned.`,
    hint:
      pins.length === 0
        ? 'No image is.'
        : `Pinned are: ${[...new Set(pins.map(({ was }) => was))].join(', ')}.`,
  });
}
