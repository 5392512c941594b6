import type { HostName } from '../fleet/model.ts';
import type { Segment } from '../jinja/index.ts';

/** A span of bytes, end exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A file of a host's rendered tree. */
export interface RenderedFile {
  readonly host: HostName;
  /** Relative to the host's tree, with `/`, such as `bird/bird.conf`. */
  readonly path: string;
  /** 0600, or 0700 for what is executable. */
  readonly mode: number;
  readonly content: Buffer;
  /** The file it came from, relative to the repository. */
  readonly source: string;
  /** Every file it was made from: its source and the templates that this one read. */
  readonly inputs: readonly string[];
  /** Every top-level variable that its templates looked for, found or not. */
  readonly variables: readonly string[];
  /** Bytes that hold a secret. */
  readonly secretRanges: readonly ByteRange[];
  /** Which template lines and variables made it; undefined for a file that was copied. */
  readonly segments?: readonly Segment[];
}

/** The rendered files of each host, ordered by path. */
export type RenderedTree = ReadonlyMap<HostName, readonly RenderedFile[]>;
