import { createHash } from 'node:crypto';
import { z } from 'zod';
import { OperatorError } from '../basics/problem.ts';

/** Why a host, or a file of it, is not to be written, as the host itself keeps it. */
export interface Hold {
  /** A rendered path, a path on the host, or a folder of either; absent where the whole host is held. */
  readonly path?: string | undefined;
  /** Such as `op@jump01`. */
  readonly who: string;
  /** ISO 8601. */
  readonly since: string;
  readonly why: string;
  /** ISO 8601; without it, it holds until it is released. */
  readonly until?: string | undefined;
  /** A rollback held the host so that a sync does not undo it; another rollback may go on from there. */
  readonly byRollback?: boolean | undefined;
}

const text = z.string().max(1000);
const stored = z.object({
  path: text.min(1).optional(),
  who: text,
  since: text,
  why: text,
  until: z.string().datetime().optional(),
  byRollback: z.boolean().optional(),
});

/** The name of the file that keeps a hold; one hold a path, one for the host as a whole. */
export function nameHold(path: string | undefined): string {
  return path === undefined ? 'host' : createHash('sha256').update(path).digest('hex').slice(0, 32);
}

/** A hold as its file has it: one line. */
export function formatHold(hold: Hold): string {
  return `${JSON.stringify(hold)}\n`;
}

/** Reads the lines of all hold files. One that cannot be read holds the whole host: it was meant to hold something. */
export function parseHolds(content: string): readonly Hold[] {
  return content
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const read = stored.safeParse(parseJson(line));
      return read.success
        ? read.data
        : { who: 'somebody', since: '', why: 'a hold on the host that cannot be read' };
    });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The holds that are in force at a moment (milliseconds since 1970), and those that have ended. */
export function splitHolds(
  holds: readonly Hold[],
  at: number,
): { readonly active: readonly Hold[]; readonly ended: readonly Hold[] } {
  const isOver = ({ until }: Hold): boolean => until !== undefined && Date.parse(until) <= at;
  return { active: holds.filter((hold) => !isOver(hold)), ended: holds.filter(isOver) };
}

/** What a file is called: as rendered, and where it stands on the host. */
export interface HeldNames {
  readonly path: string;
  readonly livePath: string;
}

/** The hold that keeps this file from being written. A path on the host may also be told relative to `/etc` or home. */
export function findHold(holds: readonly Hold[], names: HeldNames, home: string): Hold | undefined {
  return holds.find(({ path }) => {
    if (path === undefined) return true;
    const held = path.replace(/^~\//, '').replace(/\/+$/, '');
    const places = path.startsWith('/') ? [held] : [held, `/etc/${held}`, `${home}/${held}`];
    return places.some((place) => [names.path, names.livePath].some((name) => isWithin(name, place)));
  });
}

function isWithin(name: string, place: string): boolean {
  return name === place || name.startsWith(`${place}/`);
}

/** `HOST` or `HOST:PATH`, as an operator names what is to be held. */
export function parseHoldTarget(target: string): { readonly host: string; readonly path?: string } {
  const colon = target.indexOf(':');
  if (colon < 0) return { host: target };
  const path = target.slice(colon + 1);
  if (
    path === '' ||
    path.length > 500 ||
    /[\u0000-\u001f\u007f]/.test(path) ||
    path.split('/').includes('..')
  ) {
    throw new OperatorError({
      kind: 'usage',
      message: `There is no path in ${JSON.stringify(target)} that could be held.`,
      hint: 'HOST holds all of a host; HOST:PATH a file or a folder, such as ixpams01:bird/bird.conf.',
    });
  }
  return { host: target.slice(0, colon), path };
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `2h`, `3d`, `2026-12-01` (its first moment here) or a whole time stamp, as ISO 8601. Throws OperatorError. */
export function parseUntil(given: string, at: number): string {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdw])$/.exec(given) ?? [];
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(given);
  const until =
    unit === '' ? Date.parse(isDay ? `${given}T00:00:00` : given) : at + Number(count) * (units[unit] ?? 0);
  const isStamp = unit !== '' || isDay || /^\d{4}-\d{2}-\d{2}T/.test(given);
  if (isStamp && until > at) return new Date(until).toISOString();
  throw new OperatorError({
    kind: 'usage',
    message:
      isStamp && !Number.isNaN(until)
        ? `${given} is over already.`
        : `${JSON.stringify(given)} is neither a time nor a date.`,
    hint: 'For instance --until 2h, --until 3d, --until 2026-12-01.',
  });
}
