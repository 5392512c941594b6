import { type IPty, spawn } from '@lydell/node-pty';
import type { CellGrid, GridSize } from '../../source/console/frame/cell-grid.ts';
import { createScreen, type Screen } from './screen.ts';

/** A program in a terminal, driven as a person would: look at the screen, press keys. */
export interface Terminal {
  /** Resolves once the screen holds the text, or matches; rejects with the screen when it does not in time. */
  shows(wanted: string | RegExp, limit?: number): Promise<void>;
  /** Resolves once the screen does not hold the text any more. */
  hides(unwanted: string | RegExp, limit?: number): Promise<void>;
  /** Resolves once nothing has been written for so long, counted from now. */
  settles(quiet?: number, limit?: number): Promise<void>;
  /** Does something that has the whole screen drawn anew, and resolves once it is. */
  redrawn(action: () => void, limit?: number): Promise<void>;
  press(...keys: readonly string[]): void;
  type(text: string): void;
  resize(size: GridSize): void;
  grid(): CellGrid;
  text(): string;
  readonly screen: Screen;
  /** Everything the program has written. */
  readonly written: string;
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code. */
  exits(limit?: number): Promise<number>;
  /** Ends the program if it still runs. */
  close(): Promise<void>;
}

export interface TerminalOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly size?: GridSize;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const sequences: Readonly<Record<string, string>> = {
  Enter: '\r',
  Escape: '\u001b',
  Tab: '\t',
  'Shift-Tab': '\u001b[Z',
  Space: ' ',
  Backspace: '\u007f',
  Delete: '\u001b[3~',
  Up: '\u001b[A',
  Down: '\u001b[B',
  Right: '\u001b[C',
  Left: '\u001b[D',
  Home: '\u001b[H',
  End: '\u001b[F',
  PageUp: '\u001b[5~',
  PageDown: '\u001b[6~',
};

/** `Ctrl-C`, `Enter`, `j` … as the bytes a terminal sends. */
function keyBytes(key: string): string {
  const named = sequences[key];
  if (named !== undefined) return named;
  const control = /^Ctrl-([A-Z])$/.exec(key);
  return control === null ? key : String.fromCharCode((control[1] ?? '@').charCodeAt(0) - 0x40);
}

const clearScreen = '\u001b[2J';
const updateBegins = '\u001b[?2026h';
const updateEnds = '\u001b[?2026l';
const quietAfterClear = 80;

/** A cleared screen, and the end of the synchronized update that fills it; a small one comes without. */
function isWholeScreen(written: string, quiet: number): boolean {
  const cleared = written.lastIndexOf(clearScreen);
  if (cleared < 0 || quiet < quietAfterClear) return false;
  return !written.includes(updateBegins) || written.indexOf(updateEnds, cleared) > 0;
}

const defaultSize: GridSize = { columns: 120, rows: 40 };
const defaultLimit = 10_000;
const pollInterval = 15;

/** The environment of a person's terminal: in colour, UTF-8, and not a pipeline's, where Ink draws nothing. */
function terminalEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (
      value !== undefined &&
      !/^(CI|CONTINUOUS_INTEGRATION|NO_COLOR|FORCE_COLOR|NODE_ENV|NODE_OPTIONS|VITEST.*)$/.test(name)
    ) {
      environment[name] = value;
    }
  }
  return { ...environment, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...extra };
}

/** Starts a command in a pseudo-terminal with an emulated screen. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { command, args = [], size = defaultSize, env = {}, cwd = process.cwd() } = options;
  const screen = createScreen(size);
  const pty: IPty = spawn(command, [...args], {
    cols: size.columns,
    rows: size.rows,
    cwd,
    env: terminalEnvironment(env),
    name: 'xterm-256color',
  });
  let written = '';
  let drawn: Promise<void> = Promise.resolve();
  let changedAt = performance.now();
  pty.onData((data) => {
    written += data;
    changedAt = performance.now();
    drawn = screen.write(data);
  });
  let exitCode: number | undefined;
  const exited = new Promise<number>((resolve) => {
    pty.onExit((event) => {
      exitCode = event.exitCode;
      resolve(event.exitCode);
    });
  });

  const until = async (holds: () => boolean, what: string, limit: number): Promise<void> => {
    const end = performance.now() + limit;
    while (true) {
      await drawn;
      if (holds()) return;
      if (performance.now() > end) {
        const ended = exitCode === undefined ? '' : ` (the program ended with ${exitCode})`;
        throw new Error(`after ${limit} ms the screen does not ${what}${ended}:\n${screen.text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pollInterval));
    }
  };

  const holds = (wanted: string | RegExp): boolean =>
    typeof wanted === 'string' ? screen.text().includes(wanted) : wanted.test(screen.text());

  return {
    shows: (wanted, limit = defaultLimit) => until(() => holds(wanted), `show ${wanted}`, limit),
    hides: (unwanted, limit = defaultLimit) => until(() => !holds(unwanted), `lose ${unwanted}`, limit),
    settles: (quiet = 150, limit = defaultLimit) => {
      const asked = performance.now();
      return until(() => performance.now() - Math.max(asked, changedAt) >= quiet, 'come to rest', limit);
    },
    redrawn: (action, limit = defaultLimit) => {
      const before = written.length;
      action();
      return until(
        () => isWholeScreen(written.slice(before), performance.now() - changedAt),
        'come anew',
        limit,
      );
    },
    press: (...keys) => {
      for (const key of keys) pty.write(keyBytes(key));
    },
    type: (text) => pty.write(text),
    resize: (next) => {
      screen.resize(next);
      pty.resize(next.columns, next.rows);
    },
    grid: () => screen.grid(),
    text: () => screen.text(),
    screen,
    get written() {
      return written;
    },
    pid: pty.pid,
    signal: (name) => process.kill(pty.pid, name),
    exits: async (limit = defaultLimit) => {
      await until(() => exitCode !== undefined, 'end its program', limit);
      return exited;
    },
    close: async () => {
      if (exitCode === undefined) pty.kill('SIGKILL');
      await exited;
      screen.dispose();
    },
  };
}
