import { PyDict, PyTuple } from '../jinja/values.ts';
import type { Origin, Origins } from './origins.ts';
import type { ValueMark } from './yaml.ts';

/** Where each value of a file stands, by the container that holds it. */
export class Marks {
  readonly #places = new WeakMap<object, Map<unknown, ValueMark>>();

  readonly record = (container: object, key: unknown, mark: ValueMark): void => {
    const places = this.#places.get(container);
    if (places) places.set(key, mark);
    else this.#places.set(container, new Map([[key, mark]]));
  };

  find(container: object, key: unknown): ValueMark | undefined {
    return this.#places.get(container)?.get(key);
  }
}

/** One variable as a file sets it: its value, where it stands, and who sets it. */
export interface Setting {
  readonly value: unknown;
  readonly origin: Origin;
}

/** Variables of one layer by name, in the order they were set. */
export type Settings = Map<unknown, Setting>;

/** Who sets the values of a file. */
export type Setter = Pick<Origin, 'kind' | 'setBy' | 'secret'>;

/**
 * The entries of a mapping as settings; everything inside them gets its origin recorded, so that a template line
 * can name the file and line of any leaf.
 */
export function readSettings(
  dict: PyDict,
  marks: Marks,
  setter: Setter,
  file: string,
  origins: Origins,
): Settings {
  const settings: Settings = new Map();
  for (const [key, value] of dict) {
    const origin = toOrigin(marks.find(dict, key), setter, file);
    recordInside(value, origin, marks, origins, new Set());
    settings.set(key, { value, origin });
  }
  return settings;
}

function toOrigin(mark: ValueMark | undefined, setter: Setter, file: string): Origin {
  return { ...setter, place: mark?.place ?? { file }, secret: setter.secret || mark?.secret === true };
}

function recordInside(
  value: unknown,
  outer: Origin,
  marks: Marks,
  origins: Origins,
  seen: Set<object>,
): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, item] of listItems(value)) {
    const mark = marks.find(value, key);
    const origin =
      mark === undefined ? outer : { ...outer, place: mark.place, secret: mark.secret || outer.secret };
    origins.record(value, key, origin);
    recordInside(item, origin, marks, origins, seen);
  }
}

/** Keys and values of a dict, indexes and values of a list; nothing of a scalar. */
export function listItems(value: object): Iterable<readonly [unknown, unknown]> {
  if (value instanceof PyDict) return value.entries();
  if (Array.isArray(value)) return value.entries();
  if (value instanceof PyTuple) return value.items.entries();
  return [];
}

/** Puts a layer over the variables of a host: later layers win, whole values at a time as Ansible replaces them. */
export function applySettings(variables: PyDict, settings: Settings, origins: Origins): void {
  for (const [key, { value, origin }] of settings) {
    variables.set(key, value);
    origins.record(variables, key, origin);
  }
}
