import { createHash } from 'node:crypto';
import { builtinDelivery, type HostDelivery } from './host-delivery.ts';
import type { HostLayout } from './layout.ts';
import type { LiveFile, LiveState } from './live-state.ts';
import { formatMode, isPlainPath, type ManifestEntry } from './manifest.ts';
import { type DesiredFile, placeFile, type ServiceId } from './rules.ts';

/** A file that is to be put on a host, replaced or taken away there. */
export interface PlannedChange {
  /** The rendered path; for a file that is only on the host, its path there. */
  readonly path: string;
  /** Absolute on the host. */
  readonly livePath: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** What differs besides the content, in words. */
  readonly note: string | undefined;
  /** The content differs, not only mode or owner. */
  readonly content: boolean;
  /** Present unless the file is taken away. */
  readonly desired: DesiredFile | undefined;
  readonly entry: ManifestEntry | undefined;
  /** The hash of what stands there now. */
  readonly expected: string | undefined;
  /** A file stands there that is not ours yet. */
  readonly foreign: boolean;
  /** What takes the file up, or checks it. */
  readonly services: readonly ServiceId[];
}

/** What a sync of one host comes to. */
export interface DeliveryPlan {
  readonly changes: readonly PlannedChange[];
  /** Files that are already as they should be, and not in the manifest yet. */
  readonly adopted: readonly ManifestEntry[];
  readonly unchanged: number;
  /** Ours on the host, and not rendered any more. */
  readonly stale: readonly PlannedChange[];
  /** Ours, and changed on the host by somebody else. */
  readonly drifted: readonly string[];
  /** Why a file cannot be delivered. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** Where the wanted files would stand, for the script that reads the live state. */
export function listLivePaths(
  files: readonly DesiredFile[],
  { rules }: Pick<HostDelivery, 'rules'> = builtinDelivery,
): readonly string[] {
  return files.filter((file) => isPlainPath(file.path)).map((file) => placeFile(file, rules).path);
}

/** Compares the wanted files with what stands on a host. Deletes nothing: stale files are listed apart. */
export function planDelivery(
  files: readonly DesiredFile[],
  live: LiveState,
  layout: HostLayout,
  delivery: HostDelivery = builtinDelivery,
): DeliveryPlan {
  const changes: PlannedChange[] = [];
  const adopted: ManifestEntry[] = [];
  const refused: { path: string; reason: string }[] = [];
  const wanted = new Map<string, string>();
  let unchanged = 0;
  for (const file of files) {
    if (!isPlainPath(file.path)) {
      refused.push({ path: file.path, reason: 'its name has characters that a host cannot be told safely' });
      continue;
    }
    const placement = placeFile(file, delivery.rules);
    const livePath = resolvePath(placement.path, live, layout);
    const twin = wanted.get(livePath);
    const found = live.files.get(livePath);
    if (twin !== undefined) {
      refused.push({ path: file.path, reason: `${twin} goes to ${livePath} too` });
      continue;
    }
    wanted.set(livePath, file.path);
    if (found?.kind === 'other') {
      refused.push({ path: file.path, reason: `${livePath} on the host is not a regular file` });
      continue;
    }
    const known = live.manifest.get(livePath);
    const foreign = found !== undefined && known === undefined;
    const entry: ManifestEntry = {
      path: livePath,
      sha256: createHash('sha256').update(file.content).digest('hex'),
      // Containers may run as anybody: a file that stands in a home already keeps the mode that works there.
      mode: foreign && placement.path.startsWith('~/') ? found.mode : placement.mode,
      owner: placement.owner === 'user' ? live.user : placement.owner,
      group: placement.group === 'user' ? live.group : placement.group,
    };
    const note = found && describeAttributes(found, entry);
    const content = found?.sha256 !== entry.sha256;
    if (found && !content && note === undefined) {
      if (!sameEntry(known, entry)) adopted.push(entry);
      unchanged += 1;
      continue;
    }
    changes.push({
      path: file.path,
      livePath,
      change: found ? 'changed' : 'added',
      note,
      content,
      desired: file,
      entry,
      expected: found?.sha256,
      foreign,
      services: delivery.findServices(livePath.slice(layout.root.length), live.home),
    });
  }
  const stale = [...live.manifest.values()].filter((entry) => !wanted.has(entry.path));
  return {
    changes,
    adopted,
    unchanged,
    stale: stale.flatMap((entry) => planRemoval(entry, live, layout, delivery)),
    // What is gone from the host and not wanted any more is no drift: the next change forgets it.
    drifted: [...live.manifest.values()]
      .filter((entry) => (wanted.has(entry.path) || live.files.has(entry.path)) && hasDrifted(entry, live))
      .map(({ path }) => path),
    refused,
  };
}

function resolvePath(path: string, live: LiveState, layout: HostLayout): string {
  return layout.root + (path.startsWith('~/') ? `${live.home}/${path.slice(2)}` : path);
}

/** A stale file that is gone from the host already only leaves the manifest. */
function planRemoval(
  entry: ManifestEntry,
  live: LiveState,
  layout: HostLayout,
  delivery: HostDelivery,
): readonly PlannedChange[] {
  const found = live.files.get(entry.path);
  if (!found) return [];
  return [
    {
      path: entry.path.slice(layout.root.length),
      livePath: entry.path,
      change: 'removed',
      note: undefined,
      content: true,
      desired: undefined,
      entry: undefined,
      expected: found.sha256,
      foreign: false,
      services: delivery.findServices(entry.path.slice(layout.root.length), live.home),
    },
  ];
}

function hasDrifted(entry: ManifestEntry, live: LiveState): boolean {
  const found = live.files.get(entry.path);
  return (
    found === undefined || found.sha256 !== entry.sha256 || describeAttributes(found, entry) !== undefined
  );
}

function describeAttributes(found: LiveFile, entry: ManifestEntry): string | undefined {
  const words: string[] = [];
  if (found.mode !== entry.mode) words.push(`mode ${formatMode(found.mode)} -> ${formatMode(entry.mode)}`);
  if (found.owner !== entry.owner || found.group !== entry.group) {
    words.push(`owner ${found.owner}:${found.group} -> ${entry.owner}:${entry.group}`);
  }
  return words.length > 0 ? words.join(', ') : undefined;
}

function sameEntry(known: ManifestEntry | undefined, entry: ManifestEntry): boolean {
  return known !== undefined && known.sha256 === entry.sha256 && known.mode === entry.mode;
}
