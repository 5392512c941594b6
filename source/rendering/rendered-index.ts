import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ByteRange, RenderedFile } from './rendered-file.ts';

/**
 * What is kept beside a rendered tree: of each file its hash and where its secrets are, so that a later
 * comparison can mask a secret that is no longer known.
 */
export const renderedIndexName = '.index.json';

const schema = z.object({
  version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      sha256: z.string(),
      secrets: z.array(z.tuple([z.number(), z.number()])),
      inputs: z.array(z.string()),
    }),
  ),
});

export type RenderedIndex = z.infer<typeof schema>;

export const emptyIndex: RenderedIndex = { version: 1, files: {} };

/** Reads an index; one that cannot be read counts as empty, and the next render writes it anew. */
export function parseRenderedIndex(text: string): RenderedIndex {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : emptyIndex;
  } catch (error) {
    if (error instanceof SyntaxError) return emptyIndex;
    throw error;
  }
}

/** The index with the files of some hosts replaced; keys are `HOST/PATH`. */
export function updateIndex(
  index: RenderedIndex,
  hosts: ReadonlySet<string>,
  files: readonly RenderedFile[],
): RenderedIndex {
  const kept = Object.entries(index.files).filter(([key]) => !hosts.has(key.split('/', 1)[0] ?? ''));
  const fresh = files.map((file): [string, RenderedIndex['files'][string]] => [
    `${file.host}/${file.path}`,
    {
      sha256: hashContent(file.content),
      secrets: file.secretRanges.map((range) => [range.start, range.end]),
      inputs: [...file.inputs],
    },
  ]);
  return { version: 1, files: Object.fromEntries([...kept, ...fresh]) };
}

/** Where the secrets of a stored file are, if it is still the file that was indexed. */
export function findIndexedSecrets(
  index: RenderedIndex,
  key: string,
  content: Buffer,
): ByteRange[] | undefined {
  const entry = index.files[key];
  if (!entry || entry.sha256 !== hashContent(content)) return undefined;
  return entry.secrets.map(([start, end]) => ({ start, end }));
}

function hashContent(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
