import { scopeOf } from '../../rows/scope.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { planLine } from './plan-line.ts';
import { planRowsOf } from './shown-plan.ts';

/** What Terraform would do. */
export const planView: View<'plan'> = defineView({
  name: 'plan',
  key: '4',
  description: 'The last Terraform plan',
  rows: planRowsOf,
  line: planLine,
  empty: (state) =>
    state.plan === undefined
      ? 'no plan yet: a plans with Terraform, shows what would change, and asks before it applies'
      : `the plan changes nothing on ${scopeOf(state).title}`,
  subject: (row) =>
    row.kind === 'resource' && row.change.host !== undefined ? { host: row.change.host } : undefined,
});
