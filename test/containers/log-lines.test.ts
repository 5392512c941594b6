import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listNewLines, parseContainerLog, stripColours } from '../../source/containers/index.ts';

const log = [
  '2026-11-21T20:33:10.100000000Z first',
  '2026-11-21T20:33:10.200000000Z second',
  'a line that the engine cut',
  '2026-11-21T20:33:11.000000000Z third',
].join('\n');

test('lines with their times; what has none belongs to the line before', () => {
  expect(parseContainerLog(`${log}\n`).map(({ text }) => text)).toEqual([
    'first',
    'second',
    'a line that the engine cut',
    'third',
  ]);
  expect(parseContainerLog('')).toEqual([]);
});

test('after the last one that was read only newer lines are told', () => {
  const lines = parseContainerLog(log);
  expect(listNewLines(lines, '2026-11-21T20:33:10.200000000Z').map(({ text }) => text)).toEqual(['third']);
  expect(listNewLines(lines, undefined)).toHaveLength(4);
});

test('colours go', () => {
  expect(stripColours('\u001b[1;31mred\u001b[0m and \u001b[2Kplain')).toBe('red and plain');
});

test('whatever a container writes, it is read without an error', () => {
  fc.assert(fc.property(fc.string(), (text) => parseContainerLog(text).length <= text.split('\n').length));
});
