import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { createScreen } from '../../test/terminal/screen.ts';

/** A program in a terminal of 120x40, in colour, of which is looked at what it writes and costs. */
export interface Observed {
  /** Bytes written since it was started. */
  readonly bytes: number;
  /** When it last wrote. */
  readonly wroteAt: number;
  /** Presses a key; resolves with the milliseconds until the first byte came back. */
  press(key: string, limit?: number): Promise<number>;
  /** Resolves with the milliseconds until the screen held the text, from the start. */
  shows(text: string, limit?: number): Promise<number>;
  /** Resolves once nothing was written for so long. */
  settles(quiet: number, limit?: number): Promise<void>;
  /** Milliseconds of processor time it has used. */
  cpu(): number;
  /** Resident memory in MB. */
  memory(): number;
  close(): Promise<void>;
}

const environment = { TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
const clockTicks = 100;

/** Starts a command; `CI` and `NO_COLOR` of this process are not passed on. */
export function observe(command: string, args: readonly string[], cwd = process.cwd()): Observed {
  const { PATH = '', HOME = '/' } = process.env;
  const started = performance.now();
  const program = spawn(command, [...args], {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    cwd,
    env: { PATH, HOME, ...environment },
    encoding: null,
  });
  const screen = createScreen({ columns: 120, rows: 40 });
  let bytes = 0;
  let wroteAt = started;
  const waiting = new Set<(at: number) => void>();
  program.onData((data: string | Buffer) => {
    bytes += data.length;
    wroteAt = performance.now();
    const at = wroteAt;
    for (const wake of [...waiting]) wake(at);
    void screen.write(data.toString()).then(() => {
      for (const wake of [...waiting]) wake(at);
    });
  });
  const ended = new Promise<void>((resolve) => program.onExit(() => resolve()));

  /** Resolves with when that was written after which it holds. */
  const until = (holds: () => boolean, limit: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const check = (at: number) => {
        if (!holds()) return;
        waiting.delete(check);
        clearTimeout(timer);
        resolve(at);
      };
      const timer = setTimeout(() => {
        waiting.delete(check);
        reject(new Error(`nothing of the kind in ${limit} ms:\n${screen.text()}`));
      }, limit);
      waiting.add(check);
      check(wroteAt);
    });

  return {
    get bytes() {
      return bytes;
    },
    get wroteAt() {
      return wroteAt;
    },
    press: async (key, limit = 10_000) => {
      const before = bytes;
      const pressed = performance.now();
      program.write(key);
      return (await until(() => bytes > before, limit)) - pressed;
    },
    shows: async (text, limit = 60_000) => {
      return (await until(() => screen.text().includes(text), limit)) - started;
    },
    settles: async (quiet, limit = 60_000) => {
      const end = performance.now() + limit;
      while (performance.now() - wroteAt < quiet) {
        if (performance.now() > end) throw new Error(`it does not come to rest in ${limit} ms`);
        await delay(10);
      }
    },
    cpu: () => {
      const fields = readFileSync(`/proc/${program.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicks;
    },
    memory: () => {
      const status = readFileSync(`/proc/${program.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    close: async () => {
      program.kill('SIGTERM');
      const timer = setTimeout(() => program.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
      screen.dispose();
    },
  };
}
