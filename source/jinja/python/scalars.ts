/** A Python float; a class of its own so that `1.0` is told from `1`. */
export class PyFloat {
  constructor(readonly value: number) {}
}

/** An immutable sequence. */
export class PyTuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** A string that is safe to output where automatic escaping is on (`Markup`). */
export class Markup {
  constructor(readonly value: string) {}
}

/** Immutable bytes, as `str.encode` and YAML's `!!binary` yield them. */
export class PyBytes {
  constructor(readonly data: Uint8Array) {}
}

/** An integer in its one representation: a number while it is safe, a bigint beyond. */
export function toInt(value: bigint): number | bigint {
  return value >= MIN_SAFE && value <= MAX_SAFE ? Number(value) : value;
}

const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
