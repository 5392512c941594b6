import type { Evaluate } from './activation.ts';
import type { Apply } from './compile-operation.ts';
import type { Operation } from './environment-core.ts';

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

/** Applies a filter and records what of its input can be in its result. */
export function traceFilter(
  name: string,
  operation: Operation | undefined,
  target: Evaluate,
  apply: Apply,
): Evaluate {
  return (activation) => {
    const { tracer } = activation.render;
    const input = target(activation);
    const result = apply(activation, input);
    if (tracer === undefined || operation === undefined || precise.has(name)) return result;
    if (passing.has(name)) tracer.readItems(input);
    else tracer.readDeep(input);
    return result;
  };
}
