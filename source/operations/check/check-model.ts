import type { Problem } from '../../basics/problem.ts';
import type { Finding, FindingPlace, Unchecked } from '../../checks/finding.ts';
import type { HostForecast } from '../../checks/forecast-host.ts';
import type { HostName } from '../../fleet/model.ts';

/** A piece of a configuration that could not be read, so that nothing was checked about it. */
export interface UnreadPiece {
  readonly message: string;
  readonly place: FindingPlace;
}

export type CheckEvent =
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'unchecked'; readonly unchecked: Unchecked }
  | { readonly type: 'unread'; readonly unread: UnreadPiece }
  | { readonly type: 'forecast'; readonly forecast: HostForecast }
  | { readonly type: 'problem'; readonly problem: Problem };

export interface CheckResult {
  /** Worst first; silenced ones last, with their reason. */
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  readonly unread: readonly UnreadPiece[];
  readonly forecasts: readonly HostForecast[];
  /** Hosts that could not be rendered or asked. */
  readonly problems: readonly Problem[];
  readonly hosts: readonly HostName[];
  readonly sessions: number;
  readonly tunnels: number;
}

/** Findings that stand: errors that nobody said are meant to be so. */
export function listStandingErrors({ findings }: Pick<CheckResult, 'findings'>): readonly Finding[] {
  return findings.filter(({ severity, silenced }) => severity === 'error' && silenced === undefined);
}
