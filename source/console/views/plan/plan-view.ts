import { whyNoApply } from '../../keys/disabled.ts';
import { scopeOf } from '../../rows/scope.ts';
import { defineView } from '../define-view.ts';
import type { View } from '../view.ts';
import { canFold, foldOrLeave, toggleAllRows, toggleRow, unfoldOrEnter } from './fold-plan.ts';
import { planAndAsk, takeWayOut } from './make-plan.ts';
import { planBanner } from './plan-banner.ts';
import { planLine } from './plan-line.ts';
import { nextClass, planSlice } from './plan-state.ts';
import { planRowsOf } from './shown-plan.ts';

/** What Terraform would do, as a tree. */
export const planView: View<'plan'> = defineView({
  name: 'plan',
  key: '4',
  description: 'The last Terraform plan: by host, module and resource, with what was meant',
  rows: planRowsOf,
  line: planLine,
  banner: planBanner,
  empty: (state) =>
    state.plan === undefined
      ? 'no plan yet: a plans with Terraform, shows what would change, and asks before it applies'
      : `the plan changes nothing on ${scopeOf(state).title}`,
  subject: (row) => {
    const host = row.kind === 'resource' ? row.change.host : row.kind === 'host' ? row.name : undefined;
    return host === undefined || host === '' ? undefined : { host };
  },
  place: (row) => {
    if (row.kind === 'resource') return row.change.place;
    return row.kind === 'drift' ? row.resource.place : undefined;
  },
  enter: {
    title: 'fold',
    description: 'Fold what is open, and unfold it; on a way out of what failed, take it',
    footer: 3,
    disabled: (state, row) => {
      if (row?.kind === 'way') return whyNoApply(state);
      return canFold(row) ? undefined : 'nothing to fold here';
    },
    run: (context, row) => {
      if (row?.kind === 'way') void takeWayOut(context, row.way);
      else if (row !== undefined) toggleRow(context, row);
    },
  },
  keys: [
    {
      keys: ['l', 'right'],
      action: 'unfold',
      title: 'unfold',
      description: 'Unfold what is folded, and go into what is open',
      run: unfoldOrEnter,
    },
    {
      keys: ['h', 'left'],
      action: 'fold',
      title: 'fold',
      description: 'Fold what is open; else go to what it is part of, and in the end to the hosts',
      run: foldOrLeave,
    },
    {
      keys: ['o'],
      action: 'fold-all',
      title: 'all',
      description: 'Unfold every resource, and fold them all again',
      footer: 4,
      disabled: (state) => (state.plan === undefined ? 'no plan yet: a plans' : undefined),
      run: toggleAllRows,
    },
    {
      keys: ['c'],
      action: 'class',
      title: 'class',
      description: 'List only what is intended, then what is incidental, then drift, then everything',
      footer: 3,
      disabled: (state) => {
        if (state.plan === undefined) return 'no plan yet: a plans';
        return state.plan.plan.classification?.kind === 'classified'
          ? undefined
          : 'what was meant is not known of this plan';
      },
      run: ({ store }) => {
        const shown = nextClass(planSlice.of(store.state).shown);
        store.dispatch(planSlice.event({ kind: 'class-chosen', shown }));
      },
    },
    {
      keys: ['i'],
      action: 'intended',
      title: 'intended',
      description:
        'Plan only what the repository meant, with what that depends on, and after a question apply it',
      footer: 2,
      dangerous: true,
      disabled: whyNoApply,
      run: (context) => void planAndAsk(context, { intended: true }),
    },
  ],
});
