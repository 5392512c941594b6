import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../source/basics/brand.ts';
import { ChannelSlots } from '../../source/remote/channel-slots.ts';
import { reconnectDelay } from '../../source/remote/reconnect.ts';

describe('channels of one connection', () => {
  test('never more than the limit at once, and first come first served', async () => {
    const slots = new ChannelSlots(2);
    const started: number[] = [];
    const releases: (() => void)[] = [];
    const work = [1, 2, 3, 4].map(async (number) => {
      const release = await slots.take();
      started.push(number);
      releases.push(release);
    });
    await Promise.all(work.slice(0, 2));
    expect(started).toEqual([1, 2]);
    releases[0]?.();
    releases[0]?.();
    await work[2];
    expect(started).toEqual([1, 2, 3]);
    releases[1]?.();
    await work[3];
    expect(started).toEqual([1, 2, 3, 4]);
  });

  test('who gives up waiting takes no slot', async () => {
    const slots = new ChannelSlots(1);
    const release = await slots.take();
    const abort = new AbortController();
    const waiting = slots.take(abort.signal);
    abort.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
    release();
    expect(await slots.take()).toBeTypeOf('function');
  });
});

describe('the wait before the next attempt', () => {
  test('doubles up to its limit, spread by a quarter either way', () => {
    const limit = milliseconds(3000);
    expect([0, 1, 2, 3, 4, 99].map((attempt) => reconnectDelay(attempt, limit, 0.5))).toEqual([
      250, 500, 1000, 2000, 3000, 3000,
    ]);
    expect(reconnectDelay(99, limit, 0)).toBe(2250);
    expect(reconnectDelay(99, limit, 0.999)).toBeLessThan(3750);
  });
});
