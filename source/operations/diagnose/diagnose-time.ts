import { setTimeout as pause } from 'node:timers/promises';
import { milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';

/** How long a host may take to answer at all. */
export const reachLimit = milliseconds(6_000);

/** Connecting has limits of its own, which may be longer: an operator waits. */
export async function withinTime<Result>(host: string, work: Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const late = pause(reachLimit, undefined, { signal: stop.signal }).then((): never => {
    throw new OperatorError({
      kind: 'no-answer-in-time',
      message: `${host} did not answer within ${reachLimit / 1_000} s`,
      host,
    });
  });
  // Whichever comes second has nobody left to tell.
  for (const each of [work, late]) each.catch(() => undefined);
  return Promise.race([work, late]).finally(() => stop.abort());
}
