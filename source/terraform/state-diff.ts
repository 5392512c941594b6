import { sanitizeLine } from '../basics/sanitize.ts';
import { diffAttributes } from './attribute-diff.ts';
import type { Redact } from './diagnostics.ts';
import { asList, asRecord, asText, field, type JsonRecord } from './json.ts';
import type { PlannedAttribute } from './plan-model.ts';
import { collectMasked } from './plan-secrets.ts';

/** What differs between two states in one resource or output. */
export interface StateDifference {
  /** A resource's address, or `output.NAME`. */
  readonly address: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly attributes: readonly PlannedAttribute[];
}

interface Held {
  readonly value: unknown;
  readonly mask: unknown;
}

/** Compares two states as `show -json` gives them, redacted by their marks and by value, in order of addresses. */
export function diffStates(before: unknown, after: unknown, redact: Redact): readonly StateDifference[] {
  const [left, right] = [listHeld(before), listHeld(after)];
  const addresses = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return addresses.flatMap((address) => {
    const [was, is] = [left.get(address), right.get(address)];
    const { attributes } = diffAttributes(
      {
        before: was?.value,
        after: is?.value,
        afterUnknown: undefined,
        beforeSensitive: was?.mask,
        afterSensitive: is?.mask,
        replacePaths: undefined,
      },
      redact,
    );
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    if (change === 'changed' && attributes.length === 0) return [];
    return [{ address: sanitizeLine(redact(address)), change, attributes }];
  });
}

/** Every string that a state marks as sensitive: its copies elsewhere have lost the mark. */
export function collectStateSecrets(state: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { value, mask } of listHeld(state).values()) collectMasked(value, mask, found, 0);
  return found;
}

const depthLimit = 64;

function listHeld(state: unknown): Map<string, Held> {
  const held = new Map<string, Held>();
  const values = asRecord(field(asRecord(state), 'values'));
  const visit = (module: JsonRecord, depth: number): void => {
    for (const resource of asList(field(module, 'resources')).map(asRecord)) {
      const address = asText(field(resource, 'address'));
      if (address === undefined || field(resource, 'mode') === 'data') continue;
      held.set(address, { value: field(resource, 'values'), mask: field(resource, 'sensitive_values') });
    }
    if (depth < depthLimit)
      for (const child of asList(field(module, 'child_modules'))) visit(asRecord(child), depth + 1);
  };
  visit(asRecord(field(values, 'root_module')), 0);
  for (const [name, output] of Object.entries(asRecord(field(values, 'outputs')))) {
    const record = asRecord(output);
    held.set(`output.${name}`, { value: field(record, 'value'), mask: field(record, 'sensitive') });
  }
  return held;
}
