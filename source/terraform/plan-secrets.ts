import { asList, asRecord, field, isRecord } from './json.ts';

const depthLimit = 64;
/** Shorter strings are found everywhere by chance; the mask alone hides them. */
const shortest = 6;

/**
 * Every string a plan marks as sensitive: variables, outputs and attributes. Terraform loses the marks on computed
 * copies, so these are redacted by value wherever else they stand.
 */
export function collectSensitiveValues(plan: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const root = asRecord(plan);
  const declared = asRecord(
    field(asRecord(field(asRecord(field(root, 'configuration')), 'root_module')), 'variables'),
  );
  for (const [name, variable] of Object.entries(asRecord(field(root, 'variables')))) {
    if (field(asRecord(field(declared, name)), 'sensitive') === true)
      addStrings(field(asRecord(variable), 'value'), found, 0);
  }
  for (const entry of [
    ...asList(field(root, 'resource_changes')),
    ...asList(field(root, 'resource_drift')),
  ]) {
    collectFromChange(field(asRecord(entry), 'change'), found);
  }
  for (const change of Object.values(asRecord(field(root, 'output_changes'))))
    collectFromChange(change, found);
  for (const values of [
    field(root, 'planned_values'),
    field(asRecord(field(root, 'prior_state')), 'values'),
  ]) {
    for (const output of Object.values(asRecord(field(asRecord(values), 'outputs')))) {
      if (field(asRecord(output), 'sensitive') === true)
        addStrings(field(asRecord(output), 'value'), found, 0);
    }
  }
  return found;
}

function collectFromChange(change: unknown, found: Set<string>): void {
  const record = asRecord(change);
  collectMasked(field(record, 'before'), field(record, 'before_sensitive'), found, 0);
  collectMasked(field(record, 'after'), field(record, 'after_sensitive'), found, 0);
}

/** The strings in those parts of a value that its mask marks. */
export function collectMasked(value: unknown, mask: unknown, found: Set<string>, depth: number): void {
  if (depth > depthLimit) return;
  if (mask === true) {
    addStrings(value, found, 0);
  } else if (Array.isArray(mask)) {
    for (const [index, part] of mask.entries()) collectMasked(asList(value)[index], part, found, depth + 1);
  } else if (isRecord(mask)) {
    for (const [key, part] of Object.entries(mask))
      collectMasked(field(asRecord(value), key), part, found, depth + 1);
  }
}

/** Adds every string in a marked value; of `NAME=value`, as containers take their environment, the value as well. */
export function addStrings(value: unknown, found: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    const assigned = /^[A-Za-z_]\w{0,100}=([\s\S]+)$/.exec(value)?.[1];
    for (const text of [value, assigned ?? '']) if (text.length >= shortest) found.add(text);
  } else if (depth < depthLimit && typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) addStrings(part, found, depth + 1);
  }
}
