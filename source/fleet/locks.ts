import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Fleet } from './model.ts';

const text = z.string().max(1000);
const stored = z.object({
  /** Such as `op@jump01`. */
  who: text,
  /** The machine it was taken on. */
  machine: text,
  pid: z.number().int().positive(),
  /** When that process started, as the kernel counts it: a pid alone may be another's by now. */
  started: text.optional(),
  /** What is being done: `sync`, `deploy`. */
  verb: text,
  why: text,
  /** ISO 8601. */
  since: text,
  /** The fleet's name, for people. */
  fleet: text,
  /** Digests of the hosts' addresses. */
  hosts: z.array(text).max(10_000),
});

/** Who is changing a fleet from this machine, and why. */
export type FleetClaim = Readonly<z.output<typeof stored>>;

/** A claim as its file has it. */
export function formatClaim(claim: FleetClaim): string {
  return `${JSON.stringify(claim)}\n`;
}

/** Reads such a file; undefined where it is none. */
export function parseClaim(content: string): FleetClaim | undefined {
  try {
    const read = stored.safeParse(JSON.parse(content));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What tells a fleet from others, whichever copy of its repository it was read from: its hosts. Digests, for the file
 * is readable by everybody on the machine.
 */
export function digestHosts({ hosts, mode }: Pick<Fleet, 'hosts' | 'mode'>): readonly string[] {
  const world = mode.kind === 'lab' ? `lab ${mode.name}` : 'production';
  return hosts.map(({ name, connection: { address, port } }) =>
    createHash('sha256')
      .update([world, name, address, port ?? ''].join('\n'))
      .digest('hex')
      .slice(0, 24),
  );
}

/** Whether two claims are about a host in common. */
export function overlaps(one: readonly string[], other: readonly string[]): boolean {
  const known = new Set(one);
  return other.some((host) => known.has(host));
}
