import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labIdVariable, makeLabId } from '../../source/lab/lab-id.ts';
import {
  findLabId,
  findSupervisedId,
  killLabProcesses,
  listLabProcesses,
  parseStartTime,
  readStartTime,
} from '../../source/lab/processes.ts';

const id = makeLabId('unit', 0, '/nowhere');

test('the mark is found among other variables', () => {
  expect(findLabId(`PATH=/bin\0${labIdVariable}=${id}\0HOME=/root\0`)).toBe(id);
  expect(findLabId(`PATH=/bin\0X${labIdVariable}=${id}\0`)).toBeUndefined();
  expect(findLabId(`${labIdVariable}=something else\0`)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => findLabId(text) === undefined));
});

test('a supervisor is known by its command line, an editor of a file of that name is not', () => {
  const words = ['/usr/bin/node', '/p/peerdeck.js', 'lab', 'supervise', '--folder', '/x', '--id', id];
  expect(findSupervisedId(`${words.join('\0')}\0`)).toBe(id);
  expect(findSupervisedId(`vi\0lab supervise --id ${id}\0`)).toBeUndefined();
  expect(findSupervisedId('')).toBeUndefined();
});

test('the start time is read past any command name, and a zombie has none', () => {
  const fields = (state: string) =>
    `12 (a) b ( c) ${state} 1 ${Array.from({ length: 17 }, (_, n) => n).join(' ')} 4711 0`;
  expect(parseStartTime(fields('S'))).toBe(4711);
  expect(parseStartTime(fields('Z'))).toBeUndefined();
  expect(parseStartTime('')).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => parseStartTime(text) === undefined || text.includes(' ')));
});

test('our own start time is what the kernel says', async () => {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  expect(await readStartTime(process.pid)).toBe(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]));
});

test('exactly the processes with the mark are found and ended', async () => {
  const other = makeLabId('unit', 0, '/elsewhere');
  const [marked, spared] = [id, other].map((mark) =>
    spawn('sleep', ['60'], { env: { PATH: process.env['PATH'], [labIdVariable]: mark } }),
  );
  if (!marked || !spared) throw new Error('sleep could not be started');
  const ended = new Promise((resolve) => marked.once('exit', (_code, signal) => resolve(signal)));
  expect(await killLabProcesses((found) => found.id === id)).toBe(1);
  expect(await ended).toBe('SIGKILL');
  expect((await listLabProcesses()).filter((found) => found.id === other).map(({ pid }) => pid)).toEqual([
    spared.pid,
  ]);
  spared.kill('SIGKILL');
});
