import type { Place } from '../basics/problem.ts';

export type OriginKind = 'group' | 'host' | 'secrets' | 'terraform' | 'network' | 'lab' | 'builtin';

/** Where a variable was set. */
export interface Origin {
  readonly kind: OriginKind;
  /** The group, host or file that set it. */
  readonly setBy: string;
  readonly place: Place;
  /** True when the value came out of a vault: it is redacted wherever it is shown. */
  readonly secret: boolean;
}

/**
 * Where each value inside the variables came from, keyed by the container that holds it and the key or index.
 * Container identity survives loops, macros and assignments, so no alias is ever lost.
 */
export class Origins {
  readonly #places = new WeakMap<object, Map<unknown, Origin>>();

  record(container: object, key: unknown, origin: Origin): void {
    const places = this.#places.get(container);
    if (places) places.set(key, origin);
    else this.#places.set(container, new Map([[key, origin]]));
  }

  find(container: object, key: unknown): Origin | undefined {
    return this.#places.get(container)?.get(key);
  }
}
