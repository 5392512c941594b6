import { type Problem, toProblem } from '../basics/problem.ts';
import { evaluatePattern, type PatternFleet } from './host-patterns.ts';
import { type FleetSettings, settingsFile } from './settings.ts';

const sections = ['delivery', 'checks', 'commands'] as const;

/** The `hosts:` of `peerdeck.yml` that choose no host, or name one that is not there: those entries do nothing. */
export function listDeadPatterns(fleet: PatternFleet, settings: FleetSettings): readonly Problem[] {
  return sections.flatMap((section) =>
    settings[section].flatMap(({ hosts }, index) => {
      if (typeof hosts !== 'string') return [];
      const place = settings.findPlace?.([section, index, 'hosts']) ?? { file: settingsFile };
      const message = describeDead(fleet, hosts);
      if (message === undefined) return [];
      const hint = '`peerdeck hosts` lists the hosts and their groups';
      return [{ kind: 'settings-hosts-unmatched', message: `${section}: ${message}`, place, hint }];
    }),
  );
}

function describeDead(fleet: PatternFleet, pattern: string): string | undefined {
  try {
    const { hosts, unmatched } = evaluatePattern(fleet, pattern);
    if (unmatched.length > 0)
      return `hosts: ${pattern} names ${unmatched.join(', ')}, which is no host and no group`;
    return hosts.length === 0 ? `hosts: ${pattern} chooses no host, so this entry does nothing` : undefined;
  } catch (error) {
    return `hosts: ${toProblem(error).message}`;
  }
}
