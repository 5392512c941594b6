import { BoundedText } from './bounded-text.ts';

/**
 * Reads a stream up to a marker that stands for the end of one command's output. Keeps at most `limit` bytes of
 * what comes before it, however much that is.
 */
export class MarkedOutput {
  readonly #marker: Buffer;
  readonly #kept: BoundedText;
  #held: Buffer = Buffer.alloc(0);
  /** What followed the marker, up to the end of its line; undefined until that line is complete. */
  ending: string | undefined;

  constructor(marker: string, limit: number) {
    this.#marker = Buffer.from(marker, 'latin1');
    this.#kept = new BoundedText(limit);
  }

  get truncated(): boolean {
    return this.#kept.truncated;
  }

  text(): string {
    return this.#kept.text();
  }

  add(chunk: Buffer): void {
    if (this.ending !== undefined) return;
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const start = bytes.indexOf(this.#marker);
    if (start < 0) {
      const keep = Math.min(bytes.length, this.#marker.length - 1);
      this.#kept.add(bytes.subarray(0, bytes.length - keep));
      this.#held = bytes.subarray(bytes.length - keep);
      return;
    }
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) {
      this.#kept.add(bytes.subarray(0, start));
      this.#held = bytes.subarray(start);
      return;
    }
    this.#kept.add(bytes.subarray(0, start));
    this.ending = bytes
      .subarray(start + this.#marker.length, end)
      .toString('latin1')
      .trim();
  }
}
