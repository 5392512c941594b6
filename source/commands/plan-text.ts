import type {
  AttributeChange,
  DiffLine,
  PlanEvent,
  ProviderDifference,
  ResourceAction,
  ResourceChange,
  TerraformPlan,
  WayOut,
} from '../operations/terraform/plans.ts';
import { describeMark } from '../terraform/change-classes.ts';
import {
  formatAttribute,
  type OutputChange,
  type PlannedAttribute,
  type PlannedResource,
  unknownText,
} from '../terraform/plan-model.ts';
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
      if (event.stage === 'compare') return `comparing ${event.detail ?? ''} …`;
      return event.detail === undefined ? `terraform ${event.stage} …` : undefined;
    case 'diagnostic':
      return event.severity === 'error'
        ? undefined
        : formatProblem(event.problem).replace(/^error:/, 'warning:');
    case 'providers-upgraded':
      return `providers: ${event.providers.map(describeUpgrade).join(', ')}`;
    case 'resource':
    case 'state-kept':
      return undefined;
  }
}

function describeUpgrade({ provider, from, to }: ProviderDifference): string {
  return `${provider} ${from ?? 'none'} -> ${to ?? 'none'}`;
}

/** What a person can do next, a line each; the problem's own hint says the rest. */
export function describeWayOut(way: WayOut): string | undefined {
  switch (way.kind) {
    case 'upgrade-providers':
      return [
        '`peerdeck plan --upgrade` would look for these, download them and rewrite .terraform.lock.hcl:',
        ...way.providers.map(
          ({ provider, from, wanted }) => `  ${provider} ${wanted ?? ''} (locked: ${from ?? 'none'})`,
        ),
      ].join('\n');
    case 'unlock':
      return `Only when that run is surely gone: peerdeck state unlock ${way.id}`;
    case 'recover-state':
    case 'wait':
    case 'plan-again':
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
    ...(detail && detail.outputs.length > 0 ? [describeOutputs(detail.outputs)] : []),
    ...(detail?.failedChecks ?? []).map(
      (check) => `check failed: ${check.address}: ${check.messages.join('; ')}`,
    ),
    ...describeScope(plan),
    ...describeClassification(plan),
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
  const isPart = plan.detail?.complete === false || plan.scope !== undefined;
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
  const isNamed = change.class !== undefined && change.class !== 'unclassified';
  return [
    `  ${marks[change.action]} ${change.address} (${change.action}${reason})`,
    ...(isNamed ? [`      ${change.class}: ${change.because ?? ''}`] : []),
    ...change.attributes.filter((attribute) => isTelling(change, attribute)).flatMap(describeAttribute),
  ];
}

/** What is computed for a new object says nothing before it is there. */
function isTelling({ action }: ResourceChange, { after }: AttributeChange): boolean {
  return after !== unknownText || (action !== 'create' && action !== 'replace');
}

const lineMarks: Readonly<Record<DiffLine['kind'], string>> = {
  same: ' ',
  added: '+',
  removed: '-',
  skipped: '…',
};

/** An attribute before and after, or its lines. */
export function describeAttribute({
  path,
  before,
  after,
  lines,
  forcesReplacement,
}: AttributeChange): string[] {
  const forces = forcesReplacement ? ' (forces the replacement)' : '';
  const side = (text: string) => (text.length > widest ? `${text.slice(0, widest - 1)}…` : text);
  if (lines !== undefined)
    return [
      `      ${path}:${forces}`,
      ...lines.map(({ kind, text }) => `        ${lineMarks[kind]} ${side(text)}`),
    ];
  const sides = before === 'null' ? side(after) : `${side(before)} -> ${side(after)}`;
  return [`      ${path}: ${sides}${forces}`];
}

/** What a part of the plan leaves out, and what it brings that was not asked for. */
function describeScope({ scope }: TerraformPlan): string[] {
  if (scope === undefined) return [];
  const chosen = { intended: 'what was meant', hosts: 'these hosts', targets: 'these targets' }[scope.kind];
  const dragged =
    scope.dragged.length === 0 ? [] : [`It brings along what that depends on: ${scope.dragged.join(', ')}.`];
  const left = scope.left.map((each) => `  ${each.address}${each.class ? ` (${each.class})` : ''}`);
  const leaves = left.length === 0 ? [] : ['It leaves:', ...left];
  return [[`This is a plan for ${chosen} alone.`, ...dragged, ...leaves].join('\n')];
}

function describeClassification({ classification, changes }: TerraformPlan): string[] {
  if (classification === undefined || changes.length === 0) return [];
  if (classification.kind === 'unclassified')
    return [`What was meant cannot be told: ${classification.because}.`];
  const { intended, incidental, drift, since } = classification;
  const against = since === undefined ? '' : ` since ${describeMark(since)}`;
  return [`Of the whole plan: ${intended} intended, ${incidental} incidental, ${drift} drift${against}.`];
}

function describeDrift(drift: readonly PlannedResource[]): string {
  return [
    'changed outside Terraform since the last apply',
    ...drift.flatMap(({ address, action, attributes }) => [
      `  ${address} (${action})`,
      ...(action === 'delete' ? [] : attributes.flatMap(describePlanned)),
    ]),
  ].join('\n');
}

function describeOutputs(outputs: readonly OutputChange[]): string {
  return [
    'outputs that change',
    ...outputs.flatMap(({ name, action, attributes }) => [
      `  ${name} (${action})`,
      ...attributes.flatMap(describePlanned),
    ]),
  ].join('\n');
}

/** An output's own value has no path. */
function describePlanned({ path, before, after, lines }: PlannedAttribute): string[] {
  return describeAttribute({
    path: path === '' ? 'value' : path,
    before: formatAttribute(before),
    after: formatAttribute(after),
    ...(lines === undefined ? {} : { lines }),
  });
}

/** A plan as `--json` gives it. */
export function tellPlan(plan: TerraformPlan): Record<string, unknown> {
  const { add, change, remove, planFile, detail } = plan;
  return {
    type: 'result',
    kind: 'planned',
    changes: plan.changes.map(({ because, ...rest }) => ({ ...rest, because: because ?? rest.reason })),
    summary: {
      add,
      change,
      remove,
      complete: plan.scope === undefined && detail?.complete !== false,
      ...tellClassification(plan),
    },
    ...(plan.scope === undefined ? {} : { scope: plan.scope }),
    drift: detail?.drift.map(tellPart) ?? [],
    outputs: detail?.outputs.map(tellPart) ?? [],
    failedChecks: detail?.failedChecks ?? [],
    planFile,
  };
}

function tellPart<Part extends { readonly attributes: readonly PlannedAttribute[] }>(part: Part) {
  const attributes = part.attributes.map(({ path, before, after }) => ({
    path,
    before: formatAttribute(before),
    after: formatAttribute(after),
  }));
  return { ...part, attributes };
}

function tellClassification({ classification }: TerraformPlan): Record<string, unknown> {
  if (classification === undefined) return {};
  const { kind, ...rest } = classification;
  return { classified: kind === 'classified', ...rest };
}
