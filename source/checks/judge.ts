import type { CheckName } from './catalogue.ts';
import { findCheck } from './catalogue.ts';
import type { Finding, FindingPlace, Spot, Unchecked } from './finding.ts';
import type { NamedAnswer } from './run-checks.ts';
import { describeSilence, findSilence, type Silence } from './silence.ts';

/** Says which template lines wrote a spot. */
export type ExplainSpot = (spot: Spot) => FindingPlace;

export interface Judgement {
  /** Worst first; those that `peerdeck.yml` silences are among them, marked. */
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
}

/** Turns answers into findings with their places, and marks those that are meant to be so. */
export function judge(
  answers: readonly NamedAnswer[],
  silences: readonly Silence[],
  explain: ExplainSpot,
): Judgement {
  const findings: Finding[] = [];
  const unchecked: Unchecked[] = [];
  for (const { check, answer } of answers) {
    const known = findCheck(check);
    if (known === undefined) continue;
    const { number, prevents } = known;
    const places = answer.spots.map(explain);
    if ('notChecked' in answer) {
      unchecked.push({ check, number, reason: answer.notChecked, places });
      continue;
    }
    const silence = findSilence(silences, check, answer.spots);
    findings.push({
      check,
      number,
      severity: answer.severity,
      message: answer.message,
      places,
      prevents,
      hint: answer.hint,
      howToSilence: describeSilence(check, answer.spots),
      ...(silence === undefined ? {} : { silenced: silence.why }),
    });
  }
  return { findings: findings.sort(compareFindings), unchecked };
}

const ranks = { error: 0, warning: 1, info: 2 } as const;

function compareFindings(one: Finding, other: Finding): number {
  const silenced = Number(one.silenced !== undefined) - Number(other.silenced !== undefined);
  return silenced || ranks[one.severity] - ranks[other.severity] || one.number - other.number;
}

/** Answers of a check that was not run at all, and why. */
export function notRun(check: CheckName, reason: string): NamedAnswer {
  return { check, answer: { notChecked: reason, spots: [] } };
}
