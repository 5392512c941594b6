import type { GridSize } from '../frame/cell-grid.ts';
import type { KeyInput } from '../keys/key-input.ts';
import { createKeyReader } from './key-reader.ts';
import { guardOutput, type OutputGuard } from './output-guard.ts';

export interface TerminalStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface TerminalListeners {
  readonly onInput: (input: KeyInput) => void;
  readonly onResize: (size: GridSize) => void;
  /** The terminal is gone: its window was closed, or the line to it. */
  readonly onLost: () => void;
}

/** The operator's terminal while the console has it, and what gives it back as it was. */
export interface ConsoleTerminal {
  readonly size: GridSize;
  write(bytes: string): void;
  /** The terminal has not taken what was written last. */
  readonly blocked: boolean;
  enter(): void;
  /** Safe at any moment, more than once, and from an exit handler: terminals are written synchronously. */
  leave(): void;
}

const fallbackSize: GridSize = { columns: 80, rows: 24 };

/** Alternate screen, no wrap at the last column, bracketed paste, no cursor. */
const enterSequence = '\u001b[?1049h\u001b[?7l\u001b[?2004h\u001b[?25l';
const leaveSequence = '\u001b[m\u001b[?25h\u001b[?2004l\u001b[?7h\u001b[?1049l';

/** What the console does with the terminal. */
interface TerminalUses {
  /** Clicks and the wheel are reported; selecting text is then the terminal's only with Shift. */
  readonly mouse: boolean;
  /** False where lines are told one after the other, and nothing is drawn. */
  readonly screen: boolean;
}

const mouseOn = '\u001b[?1000h\u001b[?1006h';
const mouseOff = '\u001b[?1006l\u001b[?1000l';
const pasteOn = '\u001b[?2004h';
const pasteOff = '\u001b[?2004l';

function sequencesFor({ mouse, screen }: TerminalUses): { readonly enter: string; readonly leave: string } {
  if (!screen) return { enter: pasteOn, leave: pasteOff };
  return {
    enter: mouse ? enterSequence + mouseOn : enterSequence,
    leave: mouse ? mouseOff + leaveSequence : leaveSequence,
  };
}

function readSize({ columns, rows }: { columns?: number; rows?: number }): GridSize {
  return columns && rows ? { columns, rows } : fallbackSize;
}

export function createConsoleTerminal(
  streams: TerminalStreams,
  listeners: TerminalListeners,
  uses: TerminalUses = { mouse: false, screen: true },
): ConsoleTerminal {
  const { stdin, stdout, stderr } = streams;
  const write = stdout.write.bind(stdout);
  const reader = createKeyReader(stdin, listeners.onInput);
  const resized = () => listeners.onResize(readSize(stdout));
  const { enter, leave } = sequencesFor(uses);
  let guard: OutputGuard | undefined;

  return {
    get size() {
      return readSize(stdout);
    },
    get blocked() {
      return stdout.writableNeedDrain;
    },
    write: (bytes) => {
      if (guard !== undefined) write(bytes);
    },
    enter: () => {
      if (guard !== undefined) return;
      guard = guardOutput(stdout, stderr);
      write(enter);
      stdout.on('resize', resized);
      stdout.on('error', listeners.onLost);
      stdin.on('end', listeners.onLost);
      reader.start();
    },
    leave: () => {
      if (guard === undefined) return;
      reader.stop();
      stdout.off('resize', resized);
      stdin.off('end', listeners.onLost);
      write(leave);
      guard.release();
      guard = undefined;
    },
  };
}
