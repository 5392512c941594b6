import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is there, and fails naming what was waited for when it does not come in time. */
export async function waitUntil<Value>(
  what: string,
  ask: () => Promise<Value | undefined>,
  limit = 15_000,
): Promise<Value> {
  const end = Date.now() + limit;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await pause(25);
  }
  throw new Error(`waited ${limit} ms in vain: ${what}`, { cause: last });
}
