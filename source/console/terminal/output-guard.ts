import { stripVTControlCharacters } from 'node:util';

/** A stream whose `write` can be taken over. */
interface Guarded {
  write: NodeJS.WriteStream['write'];
}

export interface OutputGuard {
  /** Gives the streams back, and says on the second one what was held back meanwhile. */
  release(): void;
}

const heldLimit = 16_384;

/**
 * Holds back what anything else in the process writes to the terminal while the console is drawn on it; the end
 * of it is written afterwards.
 */
export function guardOutput(stdout: Guarded, stderr: Guarded): OutputGuard {
  let held = '';
  const writes = { stdout: stdout.write, stderr: stderr.write };
  const hold = (chunk: string | Uint8Array): boolean => {
    held = (held + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).slice(
      -heldLimit,
    );
    return true;
  };
  stdout.write = hold;
  stderr.write = hold;
  return {
    release: () => {
      stdout.write = writes.stdout;
      stderr.write = writes.stderr;
      if (held !== '') stderr.write(stripVTControlCharacters(held));
      held = '';
    },
  };
}
