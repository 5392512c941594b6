import { Command } from 'commander';
import { afterEach, expect, test } from 'vitest';
import { addFleetFlags, type FleetFlags, readFlags, settleLabFlag } from '../../source/commands/flags.ts';

afterEach(() => {
  delete process.env['PEERDECK_LAB'];
});

function parse(...words: string[]): FleetFlags {
  const program = addFleetFlags(new Command()).exitOverride();
  let flags: FleetFlags | undefined;
  program.command('diff [host]').action((_host: unknown, _options: unknown, command: Command) => {
    flags = readFlags(command);
  });
  program.parse(settleLabFlag(words), { from: 'user' });
  if (!flags) throw new Error('the command did not run');
  return flags;
}

test('production is worked on unless a lab is named', () => {
  expect(parse('diff').lab).toBeUndefined();
});

test('--lab alone is the fleet’s own lab, and never takes the next word for its name', () => {
  expect(parse('diff', '--lab', 'coreams01').lab).toBe('');
  expect(parse('--lab', 'diff').lab).toBe('');
  expect(parse('diff', '--lab=mine').lab).toBe('mine');
});

test('the environment names a lab, and a flag wins over it', () => {
  process.env['PEERDECK_LAB'] = 'other';
  expect(parse('diff').lab).toBe('other');
  expect(parse('diff', '--lab=mine').lab).toBe('mine');
  process.env['PEERDECK_LAB'] = '1';
  expect(parse('diff').lab).toBe('');
});

test('a word behind -- is never taken for a flag', () => {
  expect(settleLabFlag(['exec', '--', 'echo', '--lab'])).toEqual(['exec', '--', 'echo', '--lab']);
});

test('a theme that is none is refused with those there are', () => {
  expect(parse('diff', '--theme', 'light').theme).toBe('light');
  expect(() => parse('diff', '--theme', 'pink')).toThrow(/no such theme: auto, dark, light, contrast/);
});
