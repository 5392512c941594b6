import { formatPlace, OperatorError, type Problem } from '../../basics/problem.ts';
import type { Fleet } from '../../fleet/model.ts';
import { checkRepository } from '../../secrets/check-repository.ts';
import { findPlaceholders } from '../../secrets/placeholders.ts';
import type { FleetSession } from '../session.ts';

const mostNamed = 5;

/**
 * Refuses to render production while the repository would give its secrets away, or while secrets are still the
 * placeholders it came with. A lab is not guarded: it has secrets of its own, and renders outside the repository.
 */
export async function guardProduction(session: FleetSession): Promise<void> {
  refusePlaceholders(session.fleet, 'render production');
  if (session.fleet.mode.kind === 'lab') return;
  const [first, ...others] = await checkRepository(session.fleet.root);
  if (first === undefined) return;
  throw new OperatorError({ ...first, kind: 'repository-unsafe', message: joinMessages(first, others) });
}

function joinMessages(first: Problem, others: readonly Problem[]): string {
  if (others.length === 0) return first.message;
  return `${first.message} (and ${others.length} more: ${others.map(({ message }) => message).join('; ')})`;
}

/** Refuses production while a secret is still a placeholder. `attempted` is for the message. */
export function refusePlaceholders(fleet: Fleet, attempted: string): void {
  if (fleet.mode.kind === 'lab') return;
  const found = new Map<string, string>();
  for (const host of fleet.hosts) {
    for (const { path, place, secret } of findPlaceholders(host.variables, fleet.origins)) {
      if (secret) found.set(path, formatPlace(place));
    }
  }
  if (found.size === 0) return;
  const named = [...found].slice(0, mostNamed).map(([path, place]) => `${path} (${place})`);
  const rest = found.size > mostNamed ? ` and ${found.size - mostNamed} more` : '';
  throw new OperatorError({
    kind: 'placeholder-secret',
    message: `${found.size} secrets are still placeholders: ${named.join(', ')}${rest}.`,
    attempted,
    hint: 'Set them: peerdeck vault edit. To try the fleet without, use its lab: peerdeck --lab',
  });
}
