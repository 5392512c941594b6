import { afterEach, beforeAll } from 'vitest';
import type { GridSize } from '../../source/console/frame/cell-grid.ts';
import { bundle } from '../terminal/bundle.ts';
import { openTerminal, type Terminal, type TerminalOptions } from '../terminal/terminal.ts';

export const standard: GridSize = { columns: 120, rows: 40 };
export const small: GridSize = { columns: 80, rows: 24 };

interface Demo {
  /** What the demo's fleet does. */
  readonly script?: object;
  readonly size?: GridSize;
  readonly env?: Readonly<Record<string, string>>;
}

interface DemoTerminals {
  /** The bundled program. */
  readonly script: () => string;
  /** The console on the demo's fleet. */
  readonly openDemo: (demo?: Demo) => Terminal;
  readonly open: (options: TerminalOptions) => Terminal;
}

/** Terminals for the tests of a file; each is closed after its test. */
export function prepareDemoTerminals(): DemoTerminals {
  let script = '';
  let terminals: Terminal[] = [];

  beforeAll(async () => {
    script = await bundle(new URL('./demo-console.ts', import.meta.url).pathname);
  });

  afterEach(async () => {
    await Promise.all(terminals.map((terminal) => terminal.close()));
    terminals = [];
  });

  const open = (options: TerminalOptions): Terminal => {
    const terminal = openTerminal(options);
    terminals.push(terminal);
    return terminal;
  };

  return {
    script: () => script,
    open,
    openDemo: ({ script: scripted = {}, size = standard, env = {} } = {}) =>
      open({ command: process.execPath, args: [script, JSON.stringify(scripted)], size, env }),
  };
}
