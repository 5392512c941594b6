import {
  formatAttribute,
  type PlannedAttribute,
  type PlannedResource,
  type PlanReading,
} from '../../terraform/plan-model.ts';
import type { PlanClasses } from './plan-classify.ts';
import type { AttributeChange, PlanScope, ResourceAction, ResourceChange, TerraformPlan } from './plans.ts';

/** What is known of a plan beside what Terraform says. */
export interface PlanNotes {
  /** Addresses whose replacement we asked for ourselves, because what they started does not run. */
  readonly stopped?: readonly string[];
  readonly classes?: PlanClasses | undefined;
  readonly scope?: PlanScope | undefined;
}

/** The plan in the words of every pane: changes by resource, and everything else as detail. */
export function describePlan(
  reading: PlanReading,
  planFile: string,
  { stopped = [], classes, scope }: PlanNotes = {},
): TerraformPlan {
  const { add, change, remove } = reading.counts;
  const explained = reading.resources.map((resource) =>
    stopped.includes(resource.address) ? { ...resource, reason: 'it does not run on its host' } : resource,
  );
  return {
    changes: explained.map((resource) => describeResource(resource, classes)),
    add,
    change,
    remove,
    planFile,
    detail: { ...reading, resources: explained },
    ...(classes === undefined ? {} : { classification: classes.classification }),
    ...(scope === undefined ? {} : { scope }),
  };
}

/** What is left of a plan that does nothing for the hosts wanted: other hosts' changes are pending. */
export function emptyPlan(reading: PlanReading): PlanReading {
  const counts = { add: 0, change: 0, remove: 0, import: 0 };
  return { ...reading, resources: [], outputs: [], counts, complete: false, applyable: false };
}

function describeResource(resource: PlannedResource, classes: PlanClasses | undefined): ResourceChange {
  const reason = describeReason(resource);
  return {
    address: resource.address,
    action: toAction(resource),
    ...(resource.module === '' ? {} : { module: resource.module }),
    ...(reason === undefined ? {} : { reason }),
    ...(classes === undefined ? {} : describeClass(resource.address, classes)),
    ...(resource.host === undefined ? {} : { host: resource.host }),
    ...(resource.place === undefined ? {} : { place: resource.place }),
    attributes: resource.attributes.map(describeAttribute),
  };
}

function describeClass(address: string, { classification, verdicts }: PlanClasses) {
  const verdict = verdicts.get(address);
  if (verdict !== undefined) {
    const { class: kind, because, alongside } = verdict;
    return { class: kind, because, ...(alongside.length === 0 ? {} : { alongside }) };
  }
  if (classification.kind === 'unclassified')
    return { class: 'unclassified', because: classification.because } as const;
  return {};
}

/** An attribute with its sides as text. */
export function describeAttribute({
  path,
  before,
  after,
  lines,
  forcesReplacement,
}: PlannedAttribute): AttributeChange {
  return {
    path,
    before: formatAttribute(before),
    after: formatAttribute(after),
    ...(lines === undefined ? {} : { lines }),
    ...(forcesReplacement ? { forcesReplacement } : {}),
  };
}

function toAction(resource: PlannedResource): ResourceAction {
  return resource.action === 'forget' ? 'no-op' : resource.action;
}

function describeReason(resource: PlannedResource): string | undefined {
  const reasons = [
    ...(resource.action === 'forget' ? ['it leaves the state and stays as it is'] : []),
    ...(resource.movedFrom === undefined ? [] : [`moved from ${resource.movedFrom}`]),
    ...(resource.reason === undefined ? [] : [resource.reason]),
  ];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
