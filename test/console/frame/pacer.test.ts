import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPacer } from '../../../source/console/frame/pacer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function createCounted(blocked: () => boolean = () => false) {
  const runs: number[] = [];
  const pacer = createPacer({ interval: 33, blocked, clock: Date.now, run: () => runs.push(Date.now()) });
  return { pacer, runs };
}

describe('the pacer of frames', () => {
  it('runs the first at once, and many asks as one, as soon as the interval is over', () => {
    const { pacer, runs } = createCounted();
    const start = Date.now();
    for (let ask = 0; ask < 10; ask++) pacer.request();
    expect(runs).toEqual([start]);
    vi.advanceTimersByTime(100);
    expect(runs).toEqual([start, start + 33]);
  });

  it('never loses the last ask', () => {
    const { pacer, runs } = createCounted();
    pacer.request();
    vi.advanceTimersByTime(20);
    pacer.request();
    vi.advanceTimersByTime(13);
    expect(runs).toHaveLength(2);
  });

  it('waits while the terminal has not taken the last frame', () => {
    let blocked = true;
    const { pacer, runs } = createCounted(() => blocked);
    pacer.request();
    vi.advanceTimersByTime(500);
    expect(runs).toHaveLength(0);
    blocked = false;
    vi.advanceTimersByTime(33);
    expect(runs).toHaveLength(1);
  });

  it('does nothing more once it is stopped', () => {
    const { pacer, runs } = createCounted();
    pacer.request();
    pacer.request();
    pacer.stop();
    vi.advanceTimersByTime(500);
    expect(runs).toHaveLength(1);
  });
});
