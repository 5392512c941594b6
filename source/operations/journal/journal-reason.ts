import { formatPlace, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type Redactor, secretMark } from '../../secrets/redaction.ts';

const longest = 400;
/** Daemons quote the key that they refuse, which need not be one that the vault has. */
const keyLike = /[A-Za-z0-9+/]{40,}={0,2}/g;

/**
 * Why a host is not in line, in one line that may be kept: what the host answered where a change went back or was
 * refused, else our own words. Undefined where the kind says it all.
 */
export function describeReason(problem: Problem, redact: Redactor): string | undefined {
  const { kind, message, answer, place } = problem;
  if (kind === 'wave-stopped') return undefined;
  const [first = ''] = answer?.trim().split('\n') ?? [];
  const isAnswered = first !== '' && ['reverted', 'refused', 'sync-failed'].includes(kind);
  const words = redact(isAnswered ? first : message);
  const where = place === undefined ? '' : ` (${formatPlace(place)})`;
  return sanitizeLine(`${kind === 'refused' ? words.replace(keyLike, secretMark) : words}${where}`, longest);
}
