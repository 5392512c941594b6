import type { Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { Hold } from '../../fleet/holds.ts';
import type { HostName } from '../../fleet/model.ts';
import { formatAge } from './sync-age.ts';

/** `op@jump01, since …, until …: why`. What a host keeps is anybody's text. */
export function describeHold({ who, since, why, until }: Hold): string {
  const from = since === '' ? '' : `, since ${formatAge(since)}`;
  const to = until === undefined ? '' : `, until ${until}`;
  return sanitizeLine(`${who}${from}${to}: ${why}`);
}

/** `HOST` or `HOST:PATH`, as `hold` and `release` take it. */
export function nameHeld(host: HostName, { path }: Pick<Hold, 'path'>): string {
  return path === undefined ? host : sanitizeLine(`${host}:${path}`);
}

/** Why a host, or some of its files, were left as they are. */
export function describeHeld(host: HostName, holds: readonly Hold[], left: readonly string[]): Problem {
  const whole = holds.find(({ path }) => path === undefined);
  const names = (whole ? [whole] : holds).map((hold) => nameHeld(host, hold));
  const what = left.length === 1 ? left[0] : `${left.length} files`;
  return {
    kind: 'held',
    message: whole
      ? `${host} is held; nothing is changed there`
      : `${what} of ${host}: held, and left as it is`,
    host,
    answer: (whole ? [whole] : holds).map((hold) => `held by ${describeHold(hold)}`).join('\n'),
    hint: `to let it be written again: ${names.map((name) => `peerdeck release ${name}`).join('; ')}`,
  };
}
