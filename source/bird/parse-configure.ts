import type { Mutable } from './protocols.ts';
import { isGreeting, ReplyLines, readNumber, splitWords } from './reply-lines.ts';

export type ConfigureOutcome =
  | 'reconfigured'
  /** BIRD 3 answers before it is done: ask `show status` until it is. */
  | 'in-progress'
  | 'queued'
  | 'ignored'
  | 'confirmed'
  /** Nothing to confirm or undo, which may mean that it has reverted already. */
  | 'nothing-to-do'
  | 'valid'
  | 'undone'
  | 'refused'
  | 'unknown';

/** The answer to `configure`, `configure check`, `configure timeout`, `configure confirm` or `configure undo`. */
export interface ConfigureReply {
  readonly outcome: ConfigureOutcome;
  readonly file?: string;
  /** Seconds until an unconfirmed change reverts. */
  readonly undoIn?: number;
  /** The daemon's words where it refused: `bird.conf:12:3 syntax error, …`. */
  readonly error?: string;
}

/** Final lines by their code and by their words, since birdc prints no codes. */
const outcomes: readonly (readonly [number, string, ConfigureOutcome])[] = [
  [3, 'Reconfigured', 'reconfigured'],
  [4, 'Reconfiguration in progress', 'in-progress'],
  [5, 'Reconfiguration already in progress, queueing', 'queued'],
  [5, 'Reconfiguration already in progress', 'queued'],
  [6, 'Reconfiguration ignored', 'ignored'],
  [17, 'Undo', 'undone'],
  [18, 'Reconfiguration confirmed', 'confirmed'],
  [19, 'Nothing to do', 'nothing-to-do'],
  [20, 'Configuration OK', 'valid'],
];

const refusal = 8000;
const reading = 'Reading configuration from ';
const scheduled = 'Undo scheduled in ';

/** Reads the answer to a `configure` command; never throws. */
export function parseConfigureReply(text: string): ConfigureReply {
  const lines = new ReplyLines(text);
  const reply: Mutable<ConfigureReply> = { outcome: 'unknown' };
  while (lines.advance()) {
    const { text: line, code } = lines;
    if (line === '' || isGreeting(line)) continue;
    if (line.startsWith(reading)) {
      reply.file = line.slice(reading.length);
      continue;
    }
    if (line.startsWith(scheduled)) {
      const seconds = readNumber(splitWords(line.slice(scheduled.length, scheduled.length + 20))[0] ?? '');
      if (seconds !== undefined) reply.undoIn = seconds;
      continue;
    }
    const known = outcomes.find(([each, words]) => (lines.coded ? each === code : line.startsWith(words)));
    if (known) reply.outcome = known[2];
    else if (!lines.coded || (code !== undefined && code >= refusal)) {
      reply.outcome = 'refused';
      reply.error = line;
    }
  }
  return reply;
}
