import type { ResourceAction } from '../../../operations/plans.ts';
import type { Look } from '../../look/look.ts';
import { type Line, span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import type { PlanRow } from './plan-rows.ts';

const actionStyles: Readonly<Record<ResourceAction, StyleName>> = {
  create: 'added',
  update: 'warning',
  replace: 'bad',
  delete: 'bad',
  read: 'dim',
  'no-op': 'dim',
};

/** One row of a plan: a resource and what happens to it, or one of its attributes. */
export function planLine(row: PlanRow, { glyphs }: Look): Line {
  if (row.kind === 'attribute') {
    return [
      span('dim', `      ${row.path}: `),
      span('removed', row.before),
      span('dim', ' -> '),
      span('added', row.after),
    ];
  }
  const { address, action, reason, host } = row.change;
  const style = actionStyles[action];
  return [
    span(style, `${glyphs.actions[action]} ${action.padEnd(8)}`),
    span('strong', address),
    ...(host === undefined ? [] : [span('accent', `  ${host}`)]),
    ...(reason === undefined ? [] : [span('dim', `  ${reason}`)]),
  ];
}
