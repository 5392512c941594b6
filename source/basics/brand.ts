declare const brand: unique symbol;

/** A type that cannot be mixed up with another of the same representation. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Milliseconds since 1970, by this machine's clock. */
export type Instant = Brand<number, 'Instant'>;

/** A length of time in milliseconds. */
export type Milliseconds = Brand<number, 'Milliseconds'>;

export function now(): Instant {
  return Date.now() as Instant;
}

export function milliseconds(value: number): Milliseconds {
  return value as Milliseconds;
}
