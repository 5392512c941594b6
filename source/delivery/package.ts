import { createArchive } from './archive.ts';
import { builtinDelivery, type HostDelivery } from './host-delivery.ts';
import type { HostLayout } from './layout.ts';
import type { LiveState } from './live-state.ts';
import { formatManifest, formatMode, type ManifestEntry } from './manifest.ts';
import type { PlannedChange } from './plan.ts';
import { createServicesScript, listServiceWork } from './services/index.ts';
import type { ChangeAuthor } from './stage-script.ts';
import { createTransactionScript, type TransactionSettings } from './transaction-script.ts';

/** What is to be done on a host: files put or taken away, and files that only become ours. */
export interface Delivery {
  readonly changes: readonly PlannedChange[];
  readonly adopted: readonly ManifestEntry[];
  /** The manifest to come, where it does not follow from the changes; of a release that is gone back to. */
  readonly manifest?: readonly ManifestEntry[];
  /** The release that is gone back to. */
  readonly returned?: string;
  /** The lines of the holds that were looked at: should there be others by now, nothing is changed. */
  readonly holdLines?: readonly string[];
}

/** Seconds that a change may take, at most. */
export interface DeliveryLimits {
  readonly verify: number;
  readonly confirm: number;
}

/** A name for a release that sorts by time: UTC, and four characters against a twin. */
export function nameRelease(date: Date, random: string): string {
  return `${date.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')}-${random}`;
}

/** Everything one change needs on the host, as one gzipped archive. */
export function packDelivery(
  delivery: Delivery,
  live: LiveState,
  settings: TransactionSettings,
  author: ChangeAuthor,
  layout: HostLayout,
  hostDelivery: HostDelivery = builtinDelivery,
): Buffer {
  const work = listServiceWork(delivery.changes, live.pending);
  const place = { layout, home: live.home, delivery: hostDelivery };
  return createArchive([
    { name: 'ops', content: listOperations(delivery) },
    { name: 'expected', content: listExpected(delivery) },
    { name: 'manifest', content: formatManifest(delivery.manifest ?? manifestAfter(delivery, live)) },
    { name: 'services.sh', content: createServicesScript(work, place) },
    { name: 'transaction.sh', content: createTransactionScript(settings, layout) },
    ...(delivery.holdLines === undefined
      ? []
      : [{ name: 'holds', content: delivery.holdLines.map((line) => `${line}\n`).join('') }]),
    { name: 'about', content: `${author.who}\n${author.since}\n${author.why}\n` },
    ...(delivery.returned === undefined ? [] : [{ name: 'returned', content: `${delivery.returned}\n` }]),
    ...listObjects(delivery).map(([sha256, content]) => ({ name: `objects/${sha256}`, content })),
  ]);
}

function listOperations({ changes, adopted }: Delivery): string {
  const lines = [
    ...changes.map(({ entry, livePath, expected }) =>
      entry ? operation('put', entry, expected) : `del - - - - ${expected ?? '-'} ${livePath}`,
    ),
    ...adopted.map((entry) => operation('own', entry, entry.sha256)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function operation(action: 'put' | 'own', entry: ManifestEntry, expected: string | undefined): string {
  const { sha256, mode, owner, group, path } = entry;
  return `${action} ${sha256} ${formatMode(mode)} ${owner} ${group} ${expected ?? '-'} ${path}`;
}

/** What `sha256sum` prints for the files that stand in the way now. */
function listExpected({ changes }: Delivery): string {
  return changes
    .filter(({ expected }) => expected !== undefined)
    .map(({ expected, livePath }) => `${expected}  ${livePath}\n`)
    .join('');
}

/** The manifest once the change is made; entries whose file is gone from the host leave it. */
export function manifestAfter({ changes, adopted }: Delivery, live: LiveState): readonly ManifestEntry[] {
  const entries = new Map([...live.manifest].filter(([path]) => live.files.has(path)));
  for (const { livePath, entry } of changes) {
    if (entry) entries.set(livePath, entry);
    else entries.delete(livePath);
  }
  for (const entry of adopted) entries.set(entry.path, entry);
  return [...entries.values()];
}

function listObjects({ changes }: Delivery): readonly (readonly [string, Buffer])[] {
  const objects = new Map<string, Buffer>();
  for (const { entry, desired } of changes) {
    if (entry && desired) objects.set(entry.sha256, desired.content);
  }
  return [...objects];
}
