import type { Place } from '../basics/problem.ts';
import { listItems } from '../fleet/marks.ts';
import type { Origins } from '../fleet/origins.ts';
import type { PyDict } from '../jinja/values.ts';

/** A value that stands for one the operator still has to choose. */
export interface Placeholder {
  /** Such as `bgp.ixpams01.password`. */
  readonly path: string;
  readonly place: Place;
  /** Whether it came out of a vault. */
  readonly secret: boolean;
}

const placeholder = /^\s*(?:placeholder|changeme)/i;

/** The values that begin with `placeholder` or `CHANGEME`: a fleet with one of them is not sent anywhere but to a lab. */
export function findPlaceholders(variables: PyDict, origins: Origins): readonly Placeholder[] {
  const found: Placeholder[] = [];
  collect(variables, '', origins, found, new Set());
  return found;
}

function collect(
  container: object,
  path: string,
  origins: Origins,
  found: Placeholder[],
  seen: Set<object>,
): void {
  if (seen.has(container)) return;
  seen.add(container);
  for (const [key, value] of listItems(container)) {
    const origin = origins.find(container, key);
    if (origin?.kind === 'builtin') continue;
    const here = path === '' ? String(key) : `${path}.${String(key)}`;
    if (typeof value === 'string' && placeholder.test(value)) {
      found.push({
        path: here,
        place: origin?.place ?? { file: 'unknown' },
        secret: origin?.secret === true,
      });
    } else if (typeof value === 'object' && value !== null) collect(value, here, origins, found, seen);
  }
}
