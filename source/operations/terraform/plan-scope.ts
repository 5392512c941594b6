import type { PlannedResource, PlanReading } from '../../terraform/plan-model.ts';
import type { PlanClasses } from './plan-classify.ts';
import type { PlanScope } from './plans.ts';

/** What is wanted of a plan. */
export interface WantedPart {
  /** Hosts that `--limit` leaves; undefined for all. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** Only what was meant. */
  readonly intended: boolean;
}

export type ChosenPart =
  /** Everything the plan does is wanted. */
  | { readonly kind: 'whole' }
  /** These are wanted, and others change too. */
  | { readonly kind: 'targets'; readonly addresses: readonly string[] }
  /** Nothing of it is wanted. */
  | { readonly kind: 'nothing' };

/** Chooses the part of a full plan that is wanted; a resource of no host belongs to none of the hosts. */
export function choosePart(
  plan: PlanReading,
  classes: PlanClasses | undefined,
  wanted: WantedPart,
): ChosenPart {
  const changes = plan.resources.filter(({ action }) => action !== 'no-op');
  const isWanted = (resource: PlannedResource) =>
    (wanted.hosts === undefined || (resource.host !== undefined && wanted.hosts.has(resource.host))) &&
    (!wanted.intended || resource.action === 'read' || isMeant(resource, classes));
  const chosen = changes.filter(isWanted);
  const addresses = chosen.filter(isReal).map(({ address }) => address);
  if (addresses.length === 0) return changes.some(isReal) ? { kind: 'nothing' } : { kind: 'whole' };
  return chosen.length === changes.length ? { kind: 'whole' } : { kind: 'targets', addresses };
}

/** What a targeted plan brings beside what was chosen, and what it leaves. */
export function describeScope(
  kind: PlanScope['kind'],
  chosen: readonly string[],
  whole: PlanReading,
  part: PlanReading,
  classes: PlanClasses | undefined,
): PlanScope {
  const taken = new Set(part.resources.filter(isReal).map(({ address }) => address));
  const covers = (address: string) =>
    chosen.some(
      (target) => address === target || address.startsWith(`${target}.`) || address.startsWith(`${target}[`),
    );
  const left = whole.resources
    .filter((resource) => isReal(resource) && !taken.has(resource.address))
    .map(({ address }) => {
      const found = classes?.verdicts.get(address)?.class;
      return { address, ...(found === undefined ? {} : { class: found }) };
    });
  return { kind, chosen, dragged: [...taken].filter((address) => !covers(address)), left };
}

/** Whether nothing that the repository means is left: then its configuration is the applied one. */
export function isAllMeant(scope: PlanScope): boolean {
  return scope.left.every((each) => each.class === 'incidental' || each.class === 'drift');
}

function isMeant({ address }: PlannedResource, classes: PlanClasses | undefined): boolean {
  return classes?.verdicts.get(address)?.class === 'intended';
}

function isReal({ action }: PlannedResource): boolean {
  return action !== 'no-op' && action !== 'read';
}
