import { type Milliseconds, milliseconds } from '../basics/brand.ts';

const firstDelay = 250;

/**
 * How long to wait before the next attempt: doubling from a quarter of a second up to `limit`, spread by a quarter
 * either way so that many hosts behind one fault do not come back at once. `random` is in [0, 1).
 */
export function reconnectDelay(attempt: number, limit: Milliseconds, random: number): Milliseconds {
  const doubled = firstDelay * 2 ** Math.min(attempt, 16);
  return milliseconds(Math.min(doubled, limit) * (0.75 + random * 0.5));
}
