import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { addToYaml, removeFromYaml, type YamlPath } from '../../source/fleet/edit-yaml.ts';

const shipped = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const remove = (text: string, ...paths: YamlPath[]) => removeFromYaml(text, paths, 'file.yml');
const add = (text: string, parent: YamlPath, key: string, value: string) =>
  addToYaml(text, parent, key, { text: value }, 'file.yml');

/** The lines that differ: `-old` and `+new`. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe('an entry goes, and nothing else moves', () => {
  test('a host of the shipped inventory', () => {
    const text = shipped('inventory/inventory.yml');
    const after = remove(text, ['all', 'children', 'vlt', 'hosts', 'vltatl01']);
    expect(text.startsWith(after.slice(0, after.indexOf('vltcdg01')))).toBe(true);
    expect(text.endsWith(after.slice(after.indexOf('vltcdg01')))).toBe(true);
  });

  test('with the remarks above it, and not those of its neighbour', () => {
    const text =
      '# hosts\nhosts:\n  # the old one\n  # in the cellar\n  old: 1\n\n  # the new one\n  new: 2 # here\n';
    expect(remove(text, ['hosts', 'old'])).toBe('# hosts\nhosts:\n\n  # the new one\n  new: 2 # here\n');
  });

  test('out of a flow map, first or last', () => {
    const text = 'ends: { one: { a: 1 }, two: { b: 2 } } # both\n';
    expect(remove(text, ['ends', 'one'])).toBe('ends: { two: { b: 2 } } # both\n');
    expect(remove(text, ['ends', 'two'])).toBe('ends: { one: { a: 1 } } # both\n');
  });

  test('the last one leaves an empty map or list, which templates can go through', () => {
    expect(remove('a:\n  hosts: # none\n    x: 1\nb: 2\n', ['a', 'hosts', 'x'])).toBe(
      'a:\n  hosts: {} # none\nb: 2\n',
    );
    expect(remove('a:\n  - x: 1\nb: 2\n', ['a', 0])).toBe('a: []\nb: 2\n');
  });

  test('several at once, of lists too', () => {
    expect(remove('a:\n  - one\n  - two\n  - three\n', ['a', 0], ['a', 2])).toBe('a:\n  - two\n');
  });

  test('an anchor that others use moves to the first of them', () => {
    const text = shipped('networks/sessions.yml');
    const after = remove(text, ['sessions', 'vltatl01']);
    expect(parse(after).sessions.vltcdg01).toEqual(parse(text).sessions.vltcdg01);
    expect(after).toContain('  vltcdg01:\n    - &vultr\n      name: vultr\n');
    expect(after).not.toContain('vltatl01');
  });

  test('what is not there is refused', () => {
    expect(() => remove('a: 1\n', ['b'])).toThrow(/there is no b/);
    expect(() => remove('a: [1\n', ['a'])).toThrow(/file.yml/);
  });
});

describe('an entry comes', () => {
  test('after the last one of its map, before what follows', () => {
    const text = shipped('inventory/inventory.yml');
    const after = add(
      text,
      ['all', 'children', 'ixp', 'hosts'],
      'ixppar01',
      'ansible_host: par01.ixp.example.net\nrouter_id: 198.51.100.13',
    );
    expect(difference(text, after)).toEqual([
      '+        ixppar01:',
      '+          ansible_host: par01.ixp.example.net',
      '+          router_id: 198.51.100.13',
    ]);
    expect(after).toContain('198.51.100.13\n    vlt:\n');
  });

  test('into a flow map, an empty one, and one that was nothing yet', () => {
    expect(add('a: { x: 1 } # y\n', ['a'], 'b', '2')).toBe('a: { x: 1, b: 2 } # y\n');
    expect(add('a:\n  hosts: {} # none\nb: 1\n', ['a', 'hosts'], 'x', '{ y: 1 }')).toBe(
      'a:\n  hosts: # none\n    x: { y: 1 }\nb: 1\n',
    );
    expect(add('a:\n  hosts:\nb: 1\n', ['a', 'hosts'], 'x', '1')).toBe('a:\n  hosts:\n    x: 1\nb: 1\n');
    expect(add('a: 1', [], 'b', 'yes')).toBe('a: 1\nb: yes\n');
  });

  test('not twice, and not below what is no map', () => {
    expect(() => add('a: { b: 1 }\n', ['a'], 'b', '2')).toThrow(/is there already/);
    expect(() => add('a: [1]\n', ['a'], 'b', '2')).toThrow(/is no map/);
  });
});

test('whatever a document holds, removing and adding give that document without and with the entry, or refuse', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
  const leaf = fc.oneof(
    fc.integer(),
    fc.string({ maxLength: 12 }),
    fc.boolean(),
    fc.array(fc.integer(), { maxLength: 3 }),
  );
  const map = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 3 })), {
    minKeys: 1,
    maxKeys: 4,
  });
  const document = fc.dictionary(key, map, { minKeys: 1, maxKeys: 4 });
  fc.assert(
    fc.property(document, fc.nat(), fc.nat(), fc.boolean(), (value, one, two, flow) => {
      const text = stringify(value, { collectionStyle: flow ? 'flow' : 'any' });
      const outer = Object.keys(value)[one % Object.keys(value).length] ?? '';
      const inner = Object.keys(value[outer] ?? {})[two % Object.keys(value[outer] ?? {}).length] ?? '';
      const { [inner]: _gone, ...rest } = value[outer] ?? {};
      expect(parse(remove(text, [outer, inner]))).toEqual({ ...value, [outer]: rest });
      expect(parse(add(text, [outer], 'ADDED', '{ x: 1 }'))).toEqual({
        ...value,
        [outer]: { ...value[outer], ADDED: { x: 1 } },
      });
    }),
  );
});
