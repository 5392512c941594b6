import { OperatorError } from '../../source/basics/problem.ts';
import type { ConsoleServices } from '../../source/console/services.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function fail(what: string): OperatorError {
  return new OperatorError({
    kind: 'host-unreachable',
    host: 'ixpams01',
    message: `${what} failed \u001b[2J\u202e as it may`,
    answer: 'connect ETIMEDOUT\nand more',
    hint: 'look at the host',
    place: { file: 'networks/sessions.yml', line: 7 },
  });
}

function isAsyncIterable(value: unknown): value is AsyncGenerator<unknown, unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** What never fails: it is there before anything is asked. */
const certain = new Set(['warnings', 'onCommand', 'fleet']);

/** The same services, each call and each step of which fails now and then; `called` is told every call by its path. */
export function failing(
  services: ConsoleServices,
  random: () => number,
  chance: number,
  called: (path: string) => void,
): ConsoleServices {
  const perhaps = (what: string) => {
    if (random() < chance) throw fail(what);
  };
  async function* failingSteps(what: string, steps: AsyncGenerator<unknown, unknown, unknown>) {
    let step = await steps.next();
    while (step.done !== true) {
      perhaps(what);
      yield step.value;
      step = await steps.next();
    }
    perhaps(what);
    return step.value;
  }
  const wrap = <Group extends object>(group: Group, path: string): Group =>
    new Proxy(group, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        const inner = `${path}${String(name)}`;
        if (certain.has(inner)) return value;
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          return wrap(value, `${inner}.`);
        if (typeof value !== 'function') return value;
        return (...given: readonly unknown[]) => {
          called(inner);
          const result: unknown = Reflect.apply(value, target, given);
          if (isAsyncIterable(result)) return failingSteps(inner, result);
          if (!(result instanceof Promise)) return result;
          return result.then((settled: unknown) => {
            perhaps(inner);
            return settled;
          });
        };
      },
    });
  return wrap(services, '');
}
