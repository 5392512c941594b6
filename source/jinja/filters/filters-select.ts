import { textOf } from '../python/compare.ts';
import { items } from '../python/iterate.ts';
import type { Kwargs } from '../python/object.ts';
import { repr } from '../python/repr.ts';
import { generator } from '../python/sequences.ts';
import { isTrue } from '../python/truth.ts';
import { Undefined } from '../python/undefined.ts';
import type { Context } from '../runtime/context.ts';
import type { Operation, Operations } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define } from '../runtime/operation.ts';
import { type Bound, bindArguments } from '../runtime/signature.ts';
import { traceFilter } from '../trace/trace-filter.ts';
import { asChoice, type Getter, makeGetter, recordItem, takeItems } from './attribute-getter.ts';

export const selectFilters: readonly [string, Operation][] = [
  [
    'map',
    define('sync_do_map(context, value, *args, **kwargs)', ([value], context, bound) =>
      generator('sync_do_map', map(context, value, bound)),
    ),
  ],
  [
    'select',
    define('sync_do_select(context, value, *args, **kwargs)', ([value], context, bound) =>
      select(context, value, bound, true, false),
    ),
  ],
  [
    'reject',
    define('sync_do_reject(context, value, *args, **kwargs)', ([value], context, bound) =>
      select(context, value, bound, false, false),
    ),
  ],
  [
    'selectattr',
    define('sync_do_selectattr(context, value, *args, **kwargs)', ([value], context, bound) =>
      select(context, value, bound, true, true),
    ),
  ],
  [
    'rejectattr',
    define('sync_do_rejectattr(context, value, *args, **kwargs)', ([value], context, bound) =>
      select(context, value, bound, false, true),
    ),
  ],
];

function* map(context: Context, value: unknown, bound: Bound): Iterator<unknown> {
  if (!isTrue(value)) return;
  const apply = prepareMap(context, bound);
  for (const item of takeItems(context, value)) yield apply(item);
}

function prepareMap(context: Context, { rest, named }: Bound): Getter {
  if (rest.length === 0 && named.has('attribute')) {
    for (const name of named.keys()) {
      if (name !== 'attribute' && name !== 'default') {
        throw new PyError('FilterArgumentError', `Unexpected keyword argument ${repr(name)}`);
      }
    }
    return makeGetter(context, named.get('attribute'), named.get('default') ?? null);
  }
  if (rest.length === 0) throw new PyError('FilterArgumentError', 'map requires a filter argument');
  const [name, ...args] = rest;
  const { filters } = context.render.environment;
  return (item) => callByName(context, 'filter', filters, name, [item, ...args], named);
}

function select(
  context: Context,
  value: unknown,
  bound: Bound,
  keeps: boolean,
  byAttribute: boolean,
): unknown {
  return generator('select_or_reject', selectItems(context, value, bound, keeps, byAttribute));
}

function* selectItems(
  context: Context,
  value: unknown,
  bound: Bound,
  keeps: boolean,
  byAttribute: boolean,
): Iterator<unknown> {
  if (!isTrue(value)) return;
  const passes = asChoice(context, prepareTest(context, bound, byAttribute));
  const { tracer } = context.render;
  let index = 0;
  for (const item of items(value)) {
    if (isTrue(passes(item)) === keeps) {
      recordItem(tracer, value, index, item);
      yield item;
    }
    index += 1;
  }
}

function prepareTest(context: Context, { rest, named }: Bound, byAttribute: boolean): Getter {
  let get: Getter = (item) => item;
  let args = rest;
  if (byAttribute) {
    if (args.length === 0) {
      throw new PyError('FilterArgumentError', 'Missing parameter for attribute name');
    }
    get = makeGetter(context, args[0]);
    args = args.slice(1);
  }
  if (args.length === 0) return get;
  const [name, ...others] = args;
  const { tests } = context.render.environment;
  return (item) => callByName(context, 'test', tests, name, [get(item), ...others], named);
}

/** Applies a filter or test that a template names in a string. */
function callByName(
  context: Context,
  kind: 'filter' | 'test',
  operations: Operations,
  name: unknown,
  args: readonly unknown[],
  kwargs: Kwargs,
): unknown {
  const text = textOf(name);
  const operation = text === undefined ? undefined : operations.get(text);
  if (operation === undefined) throw new PyError('TemplateRuntimeError', describeAbsent(kind, name));
  if (kind === 'test' && operation.usesContext) {
    throw new PyError('TemplateRuntimeError', `Attempted to invoke a context ${kind} without context.`);
  }
  const bound = bindArguments(operation.signature, args, kwargs);
  const isTraced = text !== undefined && kind === 'filter' && context.render.tracer !== undefined;
  return (isTraced ? traceFilter(text, operation) : operation).body(bound.values, context, bound);
}

function describeAbsent(kind: string, name: unknown): string {
  if (name instanceof Undefined && name.mode === 'strict') name.fail();
  const message = `No ${kind} named ${repr(name)}.`;
  if (!(name instanceof Undefined)) return message;
  return `${message} (${name.message}; did you forget to quote the callable name?)`;
}
