import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  PyDate,
  PyDateTime,
  PyDict,
  PyFloat,
  PySet,
  PyTuple,
  repr,
  str,
  toInt,
  toPython,
} from '../../source/jinja/index.ts';

describe('a dict', () => {
  it('keeps the order of its keys, and the key that was there first', () => {
    const dict = PyDict.from([
      ['b', 1],
      ['a', 2],
      ['b', 3],
    ]);
    expect([...dict.entries()]).toEqual([
      ['b', 3],
      ['a', 2],
    ]);
    dict.set(1, 'one');
    dict.set(true, 'true');
    dict.set(new PyFloat(1), 'float');
    expect(repr(dict)).toBe("{'b': 3, 'a': 2, 1: 'float'}");
    expect([dict.get(1), dict.get(true), dict.get(new PyFloat(1)), dict.get(1n)]).toEqual([
      'float',
      'float',
      'float',
      'float',
    ]);
  });

  it('tells apart what Python tells apart', () => {
    const keys = [
      '1',
      1,
      '',
      0,
      null,
      'None',
      '\0t',
      new PyTuple([1]),
      new PyTuple(['1']),
      new PyTuple([]),
      new PyTuple([new PyTuple([1])]),
      '\0',
      '\0s',
      new PyDate(2024, 1, 1),
      '2024-01-01',
      new PyFloat(1.5),
      2n ** 60n,
    ];
    const dict = PyDict.from(keys.map((key, index) => [key, index]));
    expect(dict.size).toBe(keys.length);
    keys.forEach((key, index) => {
      expect(dict.get(key)).toBe(index);
    });
  });

  it('finds tuples, dates and numbers by what they are', () => {
    const dict = new PyDict();
    dict.set(new PyTuple([1, 'a', new PyTuple([2])]), 'tuple');
    dict.set(new PyDate(2024, 5, 1), 'date');
    dict.set(2n ** 70n, 'big');
    expect(dict.get(new PyTuple([new PyFloat(1), 'a', new PyTuple([2])]))).toBe('tuple');
    expect(dict.get(new PyDate(2024, 5, 1))).toBe('date');
    expect(dict.get(new PyFloat(2 ** 70))).toBe('big');
  });

  it('takes no list, dict or set for a key', () => {
    for (const key of [[], new PyDict(), new PySet(), new PyTuple([[]])]) {
      expect(() => new PyDict().set(key, 1)).toThrow('unhashable type');
    }
  });

  it('behaves as a map of strings does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('set', 'delete'), fc.string({ maxLength: 2 }), fc.nat())),
        (steps) => {
          const dict = new PyDict();
          const map = new Map<string, number>();
          for (const [step, key, value] of steps) {
            if (step === 'set') {
              dict.set(key, value);
              map.set(key, value);
            } else {
              expect(dict.delete(key)).toBe(map.delete(key));
            }
          }
          expect([...dict.entries()]).toEqual([...map.entries()]);
          expect(dict.size).toBe(map.size);
        },
      ),
    );
  });
});

describe('plain values', () => {
  it('become those of the language', () => {
    expect(toPython(5)).toBe(5);
    expect(toPython(-0)).toBe(0);
    expect(toPython(1.5)).toEqual(new PyFloat(1.5));
    expect(toPython(1e300)).toEqual(new PyFloat(1e300));
    expect(toPython(5n)).toBe(5);
    expect(toPython(2n ** 53n)).toBe(2n ** 53n);
    expect(toPython({ a: [1] })).toBeInstanceOf(PyDict);
  });

  it('may hold themselves', () => {
    const list: unknown[] = [1];
    list.push(list);
    expect(repr(toPython(list))).toBe('[1, [...]]');
  });

  it('keep values of the language as they are', () => {
    const dict = new PyDict();
    expect(toPython(dict)).toBe(dict);
    const [first] = [toPython([dict])].flat();
    expect(first).toBe(dict);
  });
});

describe('values print', () => {
  it('as Python prints them', () => {
    expect(str(new PyDateTime({ year: 2024, month: 5, day: 1, hour: 2, offset: 120 }))).toBe(
      '2024-05-01 02:00:00+02:00',
    );
    expect(repr(new PyDateTime({ year: 2024, month: 5, day: 1, offset: 0 }))).toBe(
      'datetime.datetime(2024, 5, 1, 0, 0, tzinfo=datetime.timezone.utc)',
    );
    expect([toInt(2n ** 53n - 1n), toInt(2n ** 53n)]).toEqual([2 ** 53 - 1, 2n ** 53n]);
    expect(repr(new PySet())).toBe('set()');
  });
});
