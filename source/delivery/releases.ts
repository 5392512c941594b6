import { quoteWord } from '../remote/shell-words.ts';
import { builtinDelivery, type HostDelivery } from './host-delivery.ts';
import { type HostLayout, scriptHead, stateFolder } from './layout.ts';
import type { LiveState } from './live-state.ts';
import { type ManifestEntry, parseManifest } from './manifest.ts';
import type { PlannedChange } from './plan.ts';

/** What stood in a file's place before a release. */
export type FileBefore =
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'file'; readonly entry: ManifestEntry };

/** A release that a host keeps. */
export interface Release {
  readonly id: string;
  readonly who: string;
  /** By the clock of the console that made it. */
  readonly since: string;
  readonly why: string;
  /** The release that was live before. */
  readonly previous: string | undefined;
  /** The release that this one went back to, where it is a rollback. */
  readonly returned: string | undefined;
  /** How it ended, such as `done` or `reverted …`; empty while it is under way. */
  readonly end: string;
  readonly before: readonly FileBefore[];
  readonly manifest: readonly ManifestEntry[];
}

/** A script that prints, as root, every release a host keeps: records that end in NUL. */
export function readReleasesScript(layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))}
cd "$S/releases" 2>/dev/null || exit 0
for id in *; do
  [ -f "$id/about" ] || continue
  printf 'release %s\\0' "$id"
  for part in about previous returned before manifest; do
    printf '%s %s\\0' "$part" "$(cat "$id/$part" 2>/dev/null)"
  done
  printf 'end %s\\0' "$(tail -n 1 "$id/state" 2>/dev/null)"
done
`;
}

/** Reads what that script printed, oldest first. */
export function parseReleases(output: string): readonly Release[] {
  const releases: Release[] = [];
  let parts = new Map<string, string>();
  for (const record of output.split('\0')) {
    const space = record.indexOf(' ');
    const word = record.slice(0, Math.max(space, 0));
    if (word === 'release') parts = new Map();
    parts.set(word, record.slice(space + 1));
    if (word === 'end') {
      const release = readRelease(parts);
      if (release) releases.push(release);
    }
  }
  return releases.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function readRelease(parts: ReadonlyMap<string, string>): Release | undefined {
  const id = parts.get('release');
  if (!id) return undefined;
  const [who = '', since = '', why = ''] = (parts.get('about') ?? '').split('\n');
  return {
    id,
    who,
    since,
    why,
    previous: parts.get('previous') || undefined,
    returned: parts.get('returned') || undefined,
    end: parts.get('end') ?? '',
    before: (parts.get('before') ?? '').split('\n').flatMap(readBefore),
    manifest: parseManifest(parts.get('manifest') ?? '').entries,
  };
}

function readBefore(line: string): readonly FileBefore[] {
  const absent = /^absent - - - - (\/.*)$/.exec(line)?.[1];
  if (absent !== undefined) return [{ kind: 'absent', path: absent }];
  if (!line.startsWith('put ')) return [];
  return parseManifest(line.slice('put '.length)).entries.map((entry) => ({ kind: 'file', entry }));
}

/** The releases that led to the live one, the live one first. */
export function listLiveReleases(releases: readonly Release[], live: string | undefined): readonly Release[] {
  const byId = new Map(releases.map((release) => [release.id, release]));
  const chain: Release[] = [];
  for (let id = live; id !== undefined; ) {
    const release = byId.get(id);
    if (!release || chain.includes(release)) break;
    chain.push(release);
    id = release.previous;
  }
  return chain;
}

/** The release that "the one before" means: of a rollback, the one before what it went back to. */
export function findReleaseBefore(chain: readonly Release[]): Release | undefined {
  let [release] = chain;
  for (let steps = 0; release?.returned !== undefined && steps < chain.length; steps += 1) {
    const target: string = release.returned;
    release = chain.find(({ id }) => id === target);
  }
  return release && chain.find(({ id }) => id === release?.previous);
}

/**
 * The changes that bring back the files of an earlier release: for every file that was touched since, what stood in
 * its place right after that release.
 */
export function planRollback(
  chain: readonly Release[],
  target: Release,
  live: LiveState,
  layoutRoot: string,
  delivery: HostDelivery = builtinDelivery,
): readonly PlannedChange[] {
  const wanted = new Map<string, FileBefore>();
  for (const release of chain) {
    if (release.id === target.id) break;
    for (const before of release.before) {
      wanted.set(before.kind === 'absent' ? before.path : before.entry.path, before);
    }
  }
  return [...wanted].flatMap(([path, before]) => planReturn(path, before, live, layoutRoot, delivery));
}

/** The paths that such a rollback needs to know the live state of. */
export function listTouchedPaths(chain: readonly Release[]): readonly string[] {
  const paths = chain.flatMap(({ before }) =>
    before.map((one) => (one.kind === 'absent' ? one.path : one.entry.path)),
  );
  return [...new Set(paths)];
}

function planReturn(
  livePath: string,
  before: FileBefore,
  live: LiveState,
  layoutRoot: string,
  delivery: HostDelivery,
): readonly PlannedChange[] {
  const found = live.files.get(livePath);
  const entry = before.kind === 'file' ? before.entry : undefined;
  if (found === undefined && entry === undefined) return [];
  if (found && entry && found.sha256 === entry.sha256 && found.mode === entry.mode) return [];
  const path = livePath.slice(layoutRoot.length);
  return [
    {
      path,
      livePath,
      change: entry === undefined ? 'removed' : found === undefined ? 'added' : 'changed',
      note: undefined,
      content: found?.sha256 !== entry?.sha256,
      desired: undefined,
      entry,
      expected: found?.sha256,
      foreign: false,
      services: delivery.findServices(path, live.home),
    },
  ];
}
