import { traceRead } from '../compile/compile-access.ts';
import { getItem } from '../python/attributes.ts';
import { textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { items } from '../python/iterate.ts';
import { PyTuple } from '../python/scalars.ts';
import { PyDictView } from '../python/sequences.ts';
import { toLower } from '../python/text-case.ts';
import { Undefined } from '../python/undefined.ts';
import type { Context } from '../runtime/context.ts';
import type { Tracer } from '../trace/tracer.ts';

export type Getter = (item: unknown) => unknown;

/** The parts of `address.0.city`: those that are digits are indexes. */
function splitPath(attribute: unknown): unknown[] {
  const path = textOf(attribute);
  if (path === undefined) return attribute === null ? [] : [attribute];
  return path.split('.').map((part) => (/^\p{Nd}+$/u.test(part) ? Number(part) : part));
}

/** The items of a value one after the other, each recorded as it is taken while tracing. */
export function* takeItems(context: Context, value: unknown): Generator<unknown, void> {
  const { tracer } = context.render;
  let index = 0;
  for (const item of items(value)) {
    recordItem(tracer, value, index, item);
    yield item;
    index += 1;
  }
}

/** A plain item loses its place when it is handed on; what is inside others is recorded when it is looked at. */
export function recordItem(
  tracer: Tracer | undefined,
  container: unknown,
  index: number,
  item: unknown,
): void {
  if (tracer === undefined || typeof container !== 'object' || container === null) return;
  if (container instanceof PyDict) tracer.read(container, item);
  else if (Array.isArray(container) || container instanceof PyTuple) tracer.read(container, index);
  else if (container instanceof PyDictView) tracer.readItems(container);
  tracer.readContents(item);
}

/** Looks up an attribute path in an item; `fallback` stands in for what is undefined on the way. */
export function makeGetter(context: Context, attribute: unknown, fallback: unknown = null): Getter {
  const parts = splitPath(attribute);
  const { tracer } = context.render;
  const mode = context.render.environment.undefinedMode;
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = traceRead(tracer, value, part, getItem(value, part, mode));
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return value;
  };
}

/** The same for a key to sort or compare by: text in lower case unless case matters. */
export function makeKey(
  context: Context,
  attribute: unknown,
  caseSensitive: boolean,
  fallback: unknown = null,
): Getter {
  const get = makeGetter(context, attribute, fallback);
  return asChoice(context, caseSensitive ? get : (item) => ignoreCase(get(item)));
}

/** Text in lower case, anything else as it is. */
export function ignoreCase(value: unknown): unknown {
  const text = textOf(value);
  return text === undefined ? value : toLower(text);
}

/** What is looked at only to choose or order items is no part of them. */
export function asChoice(context: Context, get: Getter): Getter {
  const { tracer } = context.render;
  if (tracer === undefined) return get;
  return (item) => {
    const { value, made } = tracer.apart(() => get(item));
    if (!made.isEmpty()) tracer.value.addChoice({ decided: made, outer: undefined });
    return value;
  };
}

/** Several comma separated attributes at once, as a list. */
export function makeMultiKey(context: Context, attribute: unknown, caseSensitive: boolean): Getter {
  const path = textOf(attribute);
  const attributes = path === undefined ? [attribute] : path.split(',');
  const keys = attributes.map((part) => makeKey(context, part, caseSensitive));
  return (item) => keys.map((key) => key(item));
}
