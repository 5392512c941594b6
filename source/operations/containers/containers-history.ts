import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../terraform/json.ts';
import type { HostContainers } from './containers-model.ts';

/** An image that a container was seen to run well with: evidence for a rollback. */
const seenImage = z.object({
  host: z.string().max(200),
  container: z.string().max(200),
  image: z.string().max(500),
  imageId: z.string().max(100),
  digest: z.string().max(600).optional(),
  /** ISO 8601. */
  first: z.string().max(40),
  last: z.string().max(40),
});

export type SeenImage = Readonly<z.output<typeof seenImage>>;

const mostKept = 2_000;
/** The time of the last look is written anew this often, not at every look. */
const noteEvery = 10 * 60_000;

function historyFile(stateFolder: string): string {
  return join(stateFolder, 'containers.jsonl');
}

/** The images that containers were seen to run well with, oldest first. */
export async function readSeenImages(stateFolder: string): Promise<readonly SeenImage[]> {
  const text = await readFile(historyFile(stateFolder), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const parsed = seenImage.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
}

/** Notes what runs well now: running, not restarting, its health check (where it has one) passed. */
export async function noteSeenImages(
  stateFolder: string,
  hosts: readonly HostContainers[],
  at: number = Date.now(),
): Promise<void> {
  const seen = await readSeenImages(stateFolder);
  const updated = mergeSeen(seen, listWell(hosts, new Date(at).toISOString()));
  if (updated === seen) return;
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const file = historyFile(stateFolder);
  const text = updated.slice(-mostKept).map((one) => `${JSON.stringify(one)}\n`);
  await writeFile(`${file}.${process.pid}.new`, text.join(''), { mode: 0o600 });
  await rename(`${file}.${process.pid}.new`, file);
}

function listWell(hosts: readonly HostContainers[], at: string): SeenImage[] {
  return hosts.flatMap(({ host, rows }) =>
    rows.flatMap(({ name, found }) => {
      const well = found?.state === 'running' && (found.health ?? 'healthy') === 'healthy';
      if (!well) return [];
      const { image, imageId, digest } = found;
      return [
        {
          host,
          container: name,
          image,
          imageId,
          first: at,
          last: at,
          ...(digest !== undefined && { digest }),
        },
      ];
    }),
  );
}

/** The list with what was seen now; the same list where nothing is new. */
export function mergeSeen(seen: readonly SeenImage[], now: readonly SeenImage[]): readonly SeenImage[] {
  const merged = new Map(seen.map((one) => [keyOf(one), one]));
  let changed = false;
  for (const one of now) {
    const known = merged.get(keyOf(one));
    if (known !== undefined && Date.parse(one.last) - Date.parse(known.last) < noteEvery) continue;
    changed = true;
    merged.delete(keyOf(one));
    merged.set(keyOf(one), { ...one, first: known?.first ?? one.first });
  }
  return changed ? [...merged.values()] : seen;
}

function keyOf({ host, container, imageId }: SeenImage): string {
  return `${host} ${container} ${imageId}`;
}
