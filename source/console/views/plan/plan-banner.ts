import type { TerraformPlan } from '../../../operations/terraform/plans.ts';
import { formatAge } from '../../rows/age.ts';
import type { TroubleRow } from '../../rows/trouble-rows.ts';
import type { ConsoleState } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import { planSlice } from './plan-state.ts';

/** What the plan is as a whole: how much, what of it was meant, of what it is only a part, and how old it is. */
export function planBanner(state: ConsoleState): readonly TroubleRow[] {
  if (state.plan === undefined) return [];
  const { plan, at, applied } = state.plan;
  const { shown } = planSlice.of(state);
  const age = formatAge(Math.max(0, state.clock - at));
  const made = age === 'now' ? 'made just now' : `made ${age} ago`;
  const counts = `${plan.add} to add, ${plan.change} to change, ${plan.remove} to remove`;
  return [
    {
      level: 'hint',
      first: true,
      text: `${counts}; ${applied ? 'applied' : made}${shown === 'all' ? '' : `; only ${shown} ones listed (c changes that)`}`,
    },
    ...classRows(plan),
    ...scopeRows(plan),
  ];
}

function classRows({ classification }: TerraformPlan): readonly TroubleRow[] {
  if (classification === undefined) return [];
  if (classification.kind === 'unclassified') {
    const text = `what was meant is not known: ${classification.because}`;
    return [{ level: 'warning', first: true, text }];
  }
  const { intended, incidental, drift, since } = classification;
  const before = since === undefined ? '(nothing was applied before)' : `since ${describeMark(since)}`;
  const text = `${intended} intended, ${incidental} incidental, ${drift} drift ${before}`;
  if (incidental + drift === 0) return [{ level: 'hint', first: false, text }];
  return [{ level: 'warning', first: true, text: `${text}; i: only what is intended` }];
}

function describeMark({ at, commit, dirty }: { at: string; commit?: string; dirty?: boolean }): string {
  const of = commit === undefined ? '' : ` (${commit.slice(0, 7)}${dirty === true ? '*' : ''})`;
  return `${at.slice(0, 16).replace('T', ' ')}${of}`;
}

/** A part is never called clean. */
function scopeRows({ scope, detail }: TerraformPlan): readonly TroubleRow[] {
  if (scope === undefined) {
    if (detail === undefined || detail.complete) return [];
    return [
      { level: 'warning', first: true, text: 'only a part of what there is to do: other changes may wait' },
    ];
  }
  const { kind, chosen, dragged, left } = scope;
  const parts = [
    `only a part (${kind}): ${countOf(chosen.length, 'resource')}`,
    ...(dragged.length > 0 ? [`${dragged.length} come along because these depend on them`] : []),
    ...(left.length > 0 ? [`${left.length} stay as they are although they differ`] : []),
  ];
  return [{ level: 'warning', first: true, text: parts.join(', ') }];
}
