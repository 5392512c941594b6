import { readCode } from './reply-lines.ts';

/** One complete answer of the control socket, as it came: every line with its code. */
export interface BirdReply {
  readonly text: string;
  /** The code of the last line: 0 done, 1 the greeting, 8xxx refused, 9xxx not understood. */
  readonly code: number;
}

const finalSeparator = ' ';

/**
 * Cuts what the control socket sends into replies. A reply ends with a complete line of four digits and a space;
 * `dddd-` says that more follows, a leading space that the line goes on with the code before, `+` starts output
 * nobody asked for. Linear in what it is given, however it is cut into chunks.
 */
export class FrameReader {
  #parts: string[] = [];
  #size = 0;
  /** The first characters of the line that is not complete yet. */
  #head = '';

  /** How many characters of the reply that is not complete have come. */
  get pending(): number {
    return this.#size;
  }

  /** Takes a chunk; returns the replies it completes. */
  push(chunk: string): BirdReply[] {
    const replies: BirdReply[] = [];
    let start = 0;
    let frameStart = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      const head = this.#headWith(chunk, start);
      this.#head = '';
      start = end + 1;
      const code = head[4] === finalSeparator ? readCode(head, 0) : undefined;
      if (code === undefined) continue;
      this.#parts.push(chunk.slice(frameStart, start));
      replies.push({ text: this.#parts.join(''), code });
      this.#parts = [];
      this.#size = 0;
      frameStart = start;
    }
    this.#head = this.#headWith(chunk, start);
    const rest = chunk.slice(frameStart);
    if (rest !== '') {
      this.#parts.push(rest);
      this.#size += rest.length;
    }
    return replies;
  }

  #headWith(chunk: string, start: number): string {
    return this.#head.length >= 5
      ? this.#head
      : this.#head + chunk.slice(start, start + 5 - this.#head.length);
  }
}

const firstRefusal = 8000;

/**
 * True for an answer that refuses the command or does not understand it. What is refused for the one protocol it
 * names (`8006-peer: is not UP`) ends like what is done: its first line tells.
 */
export function isRefusal(reply: BirdReply): boolean {
  return Math.max(reply.code, readCode(reply.text, 0) ?? 0) >= firstRefusal;
}
