import { formatAttribute, type PlannedResource, type PlanReading } from '../terraform/plan-model.ts';
import type { ResourceAction, ResourceChange, TerraformPlan } from './plans.ts';

/**
 * The plan in the words of every pane: changes by resource, and everything else as detail. `stopped` are addresses
 * whose replacement we asked for ourselves, because what they started does not run.
 */
export function describePlan(
  reading: PlanReading,
  planFile: string,
  stopped: readonly string[] = [],
): TerraformPlan {
  const { add, change, remove } = reading.counts;
  const explained = reading.resources.map((resource) =>
    stopped.includes(resource.address) ? { ...resource, reason: 'it does not run on its host' } : resource,
  );
  return {
    changes: explained.map(describeResource),
    add,
    change,
    remove,
    planFile,
    detail: { ...reading, resources: explained },
  };
}

/** What is left of a plan that does nothing for the hosts wanted: other hosts' changes are pending. */
export function emptyPlan(reading: PlanReading): PlanReading {
  const counts = { add: 0, change: 0, remove: 0, import: 0 };
  return { ...reading, resources: [], outputs: [], counts, complete: false, applyable: false };
}

function describeResource(resource: PlannedResource): ResourceChange {
  const reason = describeReason(resource);
  return {
    address: resource.address,
    action: toAction(resource),
    ...(reason === undefined ? {} : { reason }),
    ...(resource.host === undefined ? {} : { host: resource.host }),
    ...(resource.place === undefined ? {} : { place: resource.place }),
    attributes: resource.attributes.map((attribute) => ({
      path: attribute.path,
      before: formatAttribute(attribute.before),
      after: formatAttribute(attribute.after),
    })),
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
