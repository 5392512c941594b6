import type { PlanEvent, ResourceAction, ResourceChange, TerraformPlan } from '../operations/plans.ts';
import { type PlannedResource, unknownText } from '../terraform/plan-model.ts';
import { formatProblem } from './format-problem.ts';

/** Longer values are cut in text; `--json` has them whole. */
const widest = 160;

const marks: Readonly<Record<ResourceAction, string>> = {
  create: '+',
  update: '~',
  replace: '±',
  delete: '-',
  read: '<',
  'no-op': '.',
};

/** The line of an event while Terraform works; undefined where a pipeline's log is better without it. */
export function describePlanEvent(event: PlanEvent): string | undefined {
  switch (event.type) {
    case 'terraform-stage':
      return event.detail === undefined ? `terraform ${event.stage} …` : undefined;
    case 'diagnostic':
      return event.severity === 'error'
        ? undefined
        : formatProblem(event.problem).replace(/^error:/, 'warning:');
    case 'resource':
      return undefined;
  }
}

/** The line of an event of an apply: each resource as it begins and ends. */
export function describeApplyEvent(event: PlanEvent): string | undefined {
  if (event.type !== 'resource') {
    const isInterruption = event.type === 'terraform-stage' && event.detail?.startsWith('interrupted');
    return isInterruption ? (event.detail ?? '') : describePlanEvent(event);
  }
  if (event.state === 'planned' || event.state === 'refreshing') return undefined;
  const state = event.state === 'running' ? '…' : event.state;
  return `  ${event.address}: ${event.detail === undefined ? state : `${event.detail} ${state}`}`;
}

/** A plan as an operator reads it: by host, with why, and every attribute before and after. */
export function describePlan(plan: TerraformPlan): string {
  const detail = plan.detail;
  const parts = [
    ...[...groupByHost(plan.changes)].map(([host, changes]) =>
      [host, ...changes.flatMap(describeChange)].join('\n'),
    ),
    ...(detail && detail.drift.length > 0 ? [describeDrift(detail.drift)] : []),
    ...(detail && detail.outputs.length > 0
      ? [`outputs that change: ${detail.outputs.map((output) => output.name).join(', ')}`]
      : []),
    ...(detail?.failedChecks ?? []).map(
      (check) => `check failed: ${check.address}: ${check.messages.join('; ')}`,
    ),
    summarizePlan(plan),
  ];
  return parts.join('\n\n');
}

/** Whether applying it would do nothing. */
export function isEmptyPlan(plan: TerraformPlan): boolean {
  return plan.changes.length === 0 && (plan.detail?.outputs.length ?? 0) === 0;
}

/** The last line: what would be done, and whether that is all there is to do. */
export function summarizePlan(plan: TerraformPlan): string {
  const isPart = plan.detail?.complete === false;
  const part = isPart ? ' This is a part: other changes are pending.' : '';
  if (isEmptyPlan(plan))
    return isPart ? `Nothing to do here.${part}` : 'Nothing to do: everything is as the configuration says.';
  return `Plan: ${plan.add} to add, ${plan.change} to change, ${plan.remove} to remove.${part}`;
}

function groupByHost(changes: readonly ResourceChange[]): Map<string, ResourceChange[]> {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const host = change.host ?? '(no host)';
    const group = groups.get(host);
    if (group) group.push(change);
    else groups.set(host, [change]);
  }
  return groups;
}

function describeChange(change: ResourceChange): string[] {
  const reason = change.reason === undefined ? '' : `: ${change.reason}`;
  return [
    `  ${marks[change.action]} ${change.address} (${change.action}${reason})`,
    ...change.attributes.filter((attribute) => isTelling(change, attribute)).map(describeAttribute),
  ];
}

type Attribute = ResourceChange['attributes'][number];

/** What is computed for a new object says nothing before it is there. */
function isTelling({ action }: ResourceChange, { after }: Attribute): boolean {
  return after !== unknownText || (action !== 'create' && action !== 'replace');
}

function describeAttribute({ path, before, after }: Attribute): string {
  const side = (text: string) => (text.length > widest ? `${text.slice(0, widest - 1)}…` : text);
  return before === 'null'
    ? `      ${path}: ${side(after)}`
    : `      ${path}: ${side(before)} -> ${side(after)}`;
}

function describeDrift(drift: readonly PlannedResource[]): string {
  return [
    'changed outside Terraform since the last apply',
    ...drift.map((resource) => `  ${resource.address} (${resource.action})`),
  ].join('\n');
}

/** A plan as `--json` gives it. */
export function tellPlan(plan: TerraformPlan): Record<string, unknown> {
  const { add, change, remove, planFile, detail } = plan;
  return {
    type: 'result',
    kind: 'planned',
    changes: plan.changes.map(({ reason, ...rest }) => ({ ...rest, because: reason })),
    summary: { add, change, remove, complete: detail?.complete ?? true },
    drift: detail?.drift.map(({ address, action, host }) => ({ address, action, host })) ?? [],
    outputs: detail?.outputs.map(({ name, action }) => ({ name, action })) ?? [],
    failedChecks: detail?.failedChecks ?? [],
    planFile,
  };
}
