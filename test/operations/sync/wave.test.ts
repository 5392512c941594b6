import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../../source/basics/problem.ts';
import type { HostName } from '../../../source/fleet/model.ts';
import type { HostSyncResult, SyncOutcome } from '../../../source/operations/diff/changes.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import { syncInWaves, type WaveHost } from '../../../source/operations/sync/wave.ts';
import { careful, parseSerial, planWaves } from '../../../source/operations/sync/wave-plan.ts';

function wavesOf(count: number, serial?: string): readonly number[] {
  const hosts = Array.from({ length: count }, (_, index) => index);
  return planWaves(hosts, serial === undefined ? careful : parseSerial(serial)).map((wave) => wave.length);
}

describe('waves', () => {
  test('are one host, a quarter, and the rest', () => {
    expect(wavesOf(9)).toEqual([1, 3, 5]);
    expect(wavesOf(5)).toEqual([1, 2, 2]);
    expect(wavesOf(3)).toEqual([1, 1, 1]);
  });

  test('have one host first also where there are only two', () => {
    expect(wavesOf(2)).toEqual([1, 1]);
    expect(wavesOf(1)).toEqual([1]);
    expect(wavesOf(0)).toEqual([]);
  });

  test('are as the operator says, the last size again and again', () => {
    expect(wavesOf(5, '2')).toEqual([2, 2, 1]);
    expect(wavesOf(9, 'all')).toEqual([9]);
    expect(wavesOf(10, '1, 30%')).toEqual([1, 3, 3, 3]);
  });

  test.each(['', '0', '-1', '101%', '1,,2', 'some', '1.5'])('cannot be of %j', (serial) => {
    expect(() => parseSerial(serial)).toThrow('how many hosts');
  });

  test('have every host once, in its order', () => {
    const sizes = fc.array(fc.constantFrom('1', '3', '10%', '25%', '100%', 'all'), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.nat()), sizes, (hosts, words) => {
        expect(planWaves(hosts, parseSerial(words.join(','))).flat()).toEqual(hosts);
      }),
    );
  });
});

describe('a sync in waves', () => {
  const name = (text: string): HostName => text as HostName;

  /** Hosts that end as told; `unchanged`, `unreached` and `held` are known before anything is written. */
  async function run(
    ends: Readonly<Record<string, SyncOutcome>>,
    problem = 'a-problem',
    interrupt?: AbortController,
  ) {
    const written: string[] = [];
    const told: string[] = [];
    const hosts = Object.entries(ends).map(([text, outcome]): WaveHost => {
      const isBad = outcome !== 'changed' && outcome !== 'unchanged';
      const result: HostSyncResult = {
        host: name(text),
        outcome,
        files: [],
        ...(isBad ? { problem: { kind: problem, message: 'it did not work' } } : {}),
      };
      const isKnown = problem === 'a-problem' && ['unchanged', 'unreached', 'held'].includes(outcome);
      return {
        name: name(text),
        survey: async () => (isKnown ? result : 'work'),
        sync: async () => {
          written.push(text);
          interrupt?.abort(new OperatorError({ kind: 'interrupted', message: 'Interrupted.' }));
          return result;
        },
      };
    });
    const results = await runOperation(syncInWaves(hosts, undefined, interrupt?.signal), (event) => {
      if (event.type === 'wave') told.push(`${event.wave}/${event.waves} ${event.hosts.join(' ')}`);
    });
    return { written, told, outcomes: results.map(({ outcome }) => outcome), results };
  }

  test('goes on while all is well', async () => {
    const { told, outcomes } = await run({ a: 'changed', b: 'changed', c: 'changed', d: 'changed' });
    expect(told).toEqual(['1/3 a', '2/3 b', '3/3 c d']);
    expect(outcomes).toEqual(['changed', 'changed', 'changed', 'changed']);
  });

  test('that fails on its first host leaves the others alone, and says so', async () => {
    const { written, outcomes, results } = await run({ a: 'reverted', b: 'changed', c: 'changed' });
    expect(written).toEqual(['a']);
    expect(outcomes).toEqual(['reverted', 'unreached', 'unreached']);
    expect(results[1]?.problem).toMatchObject({
      kind: 'wave-stopped',
      message: expect.stringContaining('on a'),
    });
  });

  test('has a host first that the change concerns, and is not stopped by one that is down or held', async () => {
    const { written, told, outcomes } = await run({
      a: 'unchanged',
      b: 'unreached',
      c: 'held',
      d: 'changed',
      e: 'changed',
      f: 'changed',
    });
    expect(told[0]).toBe('1/3 d');
    expect(written).toEqual(['d', 'e', 'f']);
    expect(outcomes).toEqual(['unchanged', 'unreached', 'held', 'changed', 'changed', 'changed']);
  });

  test('that is interrupted says so of the hosts it did not try, and blames no other', async () => {
    const { written, results } = await run(
      { a: 'reverted', b: 'changed' },
      'a-problem',
      new AbortController(),
    );
    expect(written).toEqual(['a']);
    expect(results[1]).toMatchObject({
      outcome: 'unreached',
      problem: { kind: 'wave-stopped', message: 'b was not tried: interrupted' },
    });
  });

  test('is stopped by a host that was lost in the middle of its change', async () => {
    const { written } = await run({ a: 'unreached', b: 'changed', c: 'changed' }, 'sync-unfollowed');
    expect(written).toEqual(['a']);
  });
});
