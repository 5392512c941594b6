import type { Origins } from '../fleet/origins.ts';
import type { Segment } from '../jinja/index.ts';
import type { ByteRange } from './rendered-file.ts';

/**
 * The bytes of a rendered text that a secret is in: those of segments that read a variable which came out of a
 * vault. Neighbours are joined.
 */
export function findSecretRanges(text: string, segments: readonly Segment[], origins: Origins): ByteRange[] {
  const ranges: ByteRange[] = [];
  let characters = 0;
  let bytes = 0;
  const byteOffset = (offset: number): number => {
    bytes += Buffer.byteLength(text.slice(characters, offset), 'utf8');
    characters = offset;
    return bytes;
  };
  for (const segment of segments) {
    if (segment.end === segment.start || !readsSecret(segment, origins)) continue;
    const start = byteOffset(segment.start);
    const end = byteOffset(segment.end);
    const last = ranges.at(-1);
    if (last && last.end === start) ranges[ranges.length - 1] = { start: last.start, end };
    else ranges.push({ start, end });
  }
  return ranges;
}

function readsSecret(segment: Segment, origins: Origins): boolean {
  return segment.reads.some((read) => origins.find(read.container, read.key)?.secret === true);
}
