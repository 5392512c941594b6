import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameLabOf } from '../../source/lab/default-name.ts';
import { checkLabName, isLabName, makeLabId, markPlace, parseLabId } from '../../source/lab/lab-id.ts';

test('an id tells whose lab it is and where its folder lies', () => {
  const id = makeLabId('rehearsal', 1000, '/home/ada/.local/state/peerdeck/labs');
  expect(parseLabId(id)).toEqual({
    id,
    name: 'rehearsal',
    user: 1000,
    place: markPlace('/home/ada/.local/state/peerdeck/labs'),
  });
  expect(makeLabId('rehearsal', 1000, '/home/ada/.local/state/peerdeck/labs')).not.toBe(id);
});

test('text that is no id is none, whatever it is', () => {
  for (const text of ['', 'rehearsal', 'a:1:2:3', '../x:0:00000000:0000000000000000'])
    expect(parseLabId(text)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => parseLabId(text) === undefined || text.includes(':')));
});

test('names that could not stand in a path are refused', () => {
  for (const name of ['', '..', 'a/b', 'A', '-a', 'a b', 'x'.repeat(33)])
    expect(() => checkLabName(name)).toThrow('cannot name a lab');
  expect(checkLabName('fleet-2')).toBe('fleet-2');
});

test('every repository has a lab name of its own, also of two folders called alike', () => {
  expect(nameLabOf('/home/ada/My Fleet')).toMatch(/^my-fleet-[0-9a-f]{4}$/);
  expect(nameLabOf('/a/fleet')).not.toBe(nameLabOf('/b/fleet'));
  fc.assert(fc.property(fc.string(), (folder) => isLabName(nameLabOf(`/${folder}`))));
});
