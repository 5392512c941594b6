import { z } from 'zod';
import { OperatorError, type Place } from '../basics/problem.ts';
import { matchGlob } from '../fleet/glob.ts';
import { describeIssueWords } from '../fleet/issue-words.ts';
import { isHealthCheck } from '../fleet/settings.ts';
import { type CheckName, catalogue, findCheck } from './catalogue.ts';
import type { Spot } from './finding.ts';

/** An entry of `checks` in `peerdeck.yml`: findings that are meant to be so, and why. */
export interface Silence {
  readonly check: CheckName;
  readonly host?: string;
  /** A file of the rendered tree, with `*` and `?`. */
  readonly path?: string;
  readonly why: string;
}

const shape = z.strictObject({
  check: z.string(),
  host: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
  why: z.string().trim().min(1),
});

const settingsFile = 'peerdeck.yml';

/** Reads the entries. Throws OperatorError for one without a reason, and for a check that there is none of. */
export function readSilences(
  entries: readonly unknown[],
  findPlace: (keys: readonly PropertyKey[]) => Place = () => ({ file: settingsFile }),
): Silence[] {
  return entries.flatMap((entry, index) => {
    if (isHealthCheck(entry)) return [];
    const parsed = shape.safeParse(entry);
    const at = `checks[${index}]`;
    if (!parsed.success) {
      const keys = ['checks', index, ...(parsed.error.issues[0]?.path ?? [])];
      throw refuse(`${at}: ${describeIssue(parsed.error)}`, findPlace(keys));
    }
    const { check, host, path, why } = parsed.data;
    const known = findCheck(check);
    if (known === undefined)
      throw refuse(`${at}: there is no check ${check}`, findPlace(['checks', index, 'check']));
    return [
      {
        check: known.name,
        ...(host === undefined ? {} : { host }),
        ...(path === undefined ? {} : { path }),
        why,
      },
    ];
  });
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.path[0] === 'why') return 'a finding is silenced with a reason only: give "why"';
  return `${issue?.path.join('.') ?? ''} ${describeIssueWords(issue)}`.trim();
}

function refuse(message: string, place: Place): OperatorError {
  return new OperatorError({
    kind: 'settings-invalid',
    message,
    place,
    attempted: `to read ${settingsFile}`,
    hint: `an entry is {check, host, path, why}, or {name, run, hosts} for a command on the hosts; checks: ${catalogue.map(({ name }) => name).join(', ')}`,
  });
}

/** The entry that silences a finding: of its check, and of the host and file of one of its places. */
export function findSilence(
  silences: readonly Silence[],
  check: CheckName,
  spots: readonly Spot[],
): Silence | undefined {
  return silences.find(
    (silence) =>
      silence.check === check &&
      ((silence.host === undefined && silence.path === undefined) ||
        spots.some((spot) => isAt(silence, spot))),
  );
}

function isAt({ host, path }: Silence, spot: Spot): boolean {
  return (host === undefined || host === spot.host) && (path === undefined || matchGlob(path, spot.file));
}

/** The entry that would silence a finding, as it is written in `peerdeck.yml`. */
export function describeSilence(check: CheckName, [spot]: readonly Spot[]): string {
  const where = spot === undefined ? '' : `, host: ${spot.host}, path: ${spot.file}`;
  return `in ${settingsFile}, under checks: - { check: ${check}${where}, why: REASON }`;
}
