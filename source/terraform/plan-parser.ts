import type { Problem } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import { type ChangeSides, diffAttributes } from './attribute-diff.ts';
import type { Redact } from './diagnostics.ts';
import { createHostFinder, type HostFinder } from './host-finder.ts';
import { asList, asRecord, asText, field, isRecord, type JsonRecord } from './json.ts';
import type { FailedCheck, OutputChange, PlannedAction, PlannedResource, PlanReading } from './plan-model.ts';
import { explainReason } from './reasons.ts';
import type { PlaceFinder } from './resource-places.ts';
import type { ChangeCounts } from './ui-events.ts';

export interface PlanParserOptions {
  /** Replaces known secret values; made from the fleet's secrets and `collectSensitiveValues`. */
  readonly redact: Redact;
  /** Names of the inventory's hosts, to tell whose a resource is. */
  readonly hosts: Iterable<string>;
  /** Where a resource's block stands, if anybody looked. */
  readonly findPlace?: PlaceFinder;
}

/** Reads `terraform show -json PLAN`. Never throws: what is missing is empty, and said in `problems`. */
export function parsePlan(plan: unknown, options: PlanParserOptions): PlanReading {
  const root = asRecord(plan);
  const findHost = createHostFinder(plan, options.hosts);
  const readAll = (key: string): PlannedResource[] =>
    asList(field(root, key))
      .filter(isRecord)
      .map((entry) => readResource(entry, findHost, options));
  const resources = readAll('resource_changes');
  return {
    formatVersion: asText(field(root, 'format_version')) ?? '',
    terraformVersion: asText(field(root, 'terraform_version')) ?? '',
    // Both keys are missing before 1.8: such a plan is taken at its word.
    complete: field(root, 'complete') !== false,
    errored: field(root, 'errored') === true,
    applyable: field(root, 'applyable') !== false,
    resources: resources.filter((resource) => resource.action !== 'no-op' || resource.movedFrom),
    drift: readAll('resource_drift').filter((resource) => resource.action !== 'no-op'),
    outputs: readOutputs(asRecord(field(root, 'output_changes')), options.redact),
    failedChecks: readChecks(asList(field(root, 'checks')), options.redact),
    counts: countChanges(resources, asList(field(root, 'resource_changes'))),
    problems: isPlan(root) ? [] : [unreadablePlan()],
  };
}

/** A plan without changes has no `resource_changes`, but a version. */
function isPlan(root: JsonRecord): boolean {
  const changes = field(root, 'resource_changes');
  return (
    Array.isArray(changes) || (changes === undefined && typeof field(root, 'format_version') === 'string')
  );
}

function unreadablePlan(): Problem {
  return {
    kind: 'plan-unreadable',
    message: 'This is not the JSON of a Terraform plan.',
    hint: 'It must be what `terraform show -json PLAN` prints.',
  };
}

function readResource(
  entry: JsonRecord,
  findHost: HostFinder,
  { redact, findPlace }: PlanParserOptions,
): PlannedResource {
  const change = asRecord(field(entry, 'change'));
  const address = asText(field(entry, 'address')) ?? '(no address)';
  const actions = asList(field(change, 'actions'));
  const action = readAction(actions);
  const reason = asText(field(entry, 'action_reason'));
  const movedFrom = asText(field(entry, 'previous_address'));
  const host = findHost(address);
  const place = findPlace?.(address);
  const { attributes, omitted } =
    action === 'no-op' ? { attributes: [], omitted: 0 } : diffAttributes(readSides(change), redact);
  return {
    address: sanitizeLine(redact(address)),
    module: sanitizeLine(asText(field(entry, 'module_address')) ?? ''),
    type: sanitizeLine(asText(field(entry, 'type')) ?? ''),
    action,
    createsFirst: action === 'replace' && actions[0] === 'create',
    ...(reason === undefined ? {} : { reason: sanitizeLine(explainReason(reason)) }),
    ...(movedFrom === undefined ? {} : { movedFrom: sanitizeLine(redact(movedFrom)) }),
    ...(host === undefined ? {} : { host }),
    ...(place === undefined ? {} : { place }),
    attributes,
    omitted,
  };
}

/** Terraform's list of actions as one word; an unknown one counts as an update, never as nothing. */
function readAction(actions: readonly unknown[]): PlannedAction {
  const has = (name: string) => actions.includes(name);
  if (has('delete') && has('create')) return 'replace';
  if (has('create')) return has('forget') ? 'replace' : 'create';
  if (has('delete')) return 'delete';
  if (has('update')) return 'update';
  if (has('read')) return 'read';
  if (has('forget')) return 'forget';
  return actions.length === 0 || has('no-op') ? 'no-op' : 'update';
}

function countChanges(resources: readonly PlannedResource[], entries: readonly unknown[]): ChangeCounts {
  const count = (...actions: PlannedAction[]) =>
    resources.filter((resource) => actions.includes(resource.action)).length;
  return {
    add: count('create', 'replace'),
    change: count('update'),
    remove: count('delete', 'replace'),
    import: entries.filter((entry) =>
      isRecord(field(asRecord(field(asRecord(entry), 'change')), 'importing')),
    ).length,
  };
}

function readOutputs(changes: JsonRecord, redact: Redact): OutputChange[] {
  return Object.entries(changes)
    .map(([name, value]) => readOutput(name, asRecord(value), redact))
    .filter((output) => output.action !== 'no-op');
}

function readOutput(name: string, change: JsonRecord, redact: Redact): OutputChange {
  return {
    name: sanitizeLine(name),
    action: readAction(asList(field(change, 'actions'))),
    attributes: diffAttributes(readSides(change), redact).attributes,
  };
}

function readSides(change: JsonRecord): ChangeSides {
  return {
    before: field(change, 'before'),
    after: field(change, 'after'),
    afterUnknown: field(change, 'after_unknown'),
    beforeSensitive: field(change, 'before_sensitive'),
    afterSensitive: field(change, 'after_sensitive'),
    replacePaths: field(change, 'replace_paths'),
  };
}

function readChecks(checks: readonly unknown[], redact: Redact): FailedCheck[] {
  return checks
    .map(asRecord)
    .filter((check) => field(check, 'status') === 'fail' || field(check, 'status') === 'error')
    .map((check) => ({
      address: sanitizeLine(asText(field(asRecord(field(check, 'address')), 'to_display')) ?? ''),
      messages: asList(field(check, 'instances'))
        .flatMap((instance) => asList(field(asRecord(instance), 'problems')))
        .map((problem) => sanitizeLine(redact(asText(field(asRecord(problem), 'message')) ?? ''))),
    }));
}
