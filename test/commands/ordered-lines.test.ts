import { expect, test } from 'vitest';
import { OrderedLines } from '../../source/commands/ordered-lines.ts';

test('hosts that end in any order are told in that of the inventory', () => {
  const told: string[] = [];
  const lines = new OrderedLines(['ams', 'fra', 'lon'], (text) => told.push(text));
  lines.put('lon', 'lon: changed');
  expect(told).toEqual([]);
  lines.put('ams', 'ams: changed');
  lines.put('fra', undefined);
  expect(told).toEqual(['ams: changed', 'lon: changed']);
  lines.flush();
  expect(told).toHaveLength(2);
});

test('what never ends keeps nothing from being told at last', () => {
  const told: string[] = [];
  const lines = new OrderedLines(['ams', 'fra'], (text) => told.push(text));
  lines.put('fra', 'fra: changed');
  lines.flush();
  expect(told).toEqual(['fra: changed']);
});
