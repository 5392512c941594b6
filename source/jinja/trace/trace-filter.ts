import type { Operation } from '../runtime/environment-core.ts';

/** Filters that record by themselves exactly what they look at. */
const precise = new Set([
  'attr',
  'count',
  'd',
  'default',
  'first',
  'last',
  'length',
  'map',
  'reject',
  'rejectattr',
  'select',
  'selectattr',
  'unique',
]);

/** Filters that hand on the items themselves: what is inside an item is recorded when it is looked at. */
const passing = new Set([
  'batch',
  'dictsort',
  'groupby',
  'items',
  'list',
  'max',
  'min',
  'random',
  'reverse',
  'slice',
  'sort',
]);

/** The same filter, which also records what of its input and arguments can be in its result. */
export function traceFilter(name: string, operation: Operation): Operation {
  if (precise.has(name)) return operation;
  const { body } = operation;
  return {
    ...operation,
    body: (values, context, bound) => {
      const result = body(values, context, bound);
      const { tracer } = context.render;
      if (tracer === undefined) return result;
      for (const value of [...values, ...bound.rest, ...bound.named.values()]) {
        if (passing.has(name)) tracer.readItems(value);
        else tracer.readDeep(value);
      }
      return result;
    },
  };
}
