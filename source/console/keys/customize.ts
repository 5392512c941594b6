import { OperatorError } from '../../basics/problem.ts';
import { findNearest } from '../../fleet/nearest.ts';
import { settingsFile } from '../../fleet/settings.ts';
import type { Binding, KeyContext } from './binding.ts';
import type { KeyName } from './key-input.ts';
import { keyLabel } from './key-labels.ts';
import { readKeyName } from './key-names.ts';

/** Other keys for actions, by their names. */
export type KeyMap = Readonly<Record<string, readonly string[]>>;

/** A yes to a question is never the key that raised it: these stay as they are. */
const fixed = new Set(['proceed', 'answer', 'cancel', 'interrupt']);

/** The bindings with the operator's own keys. Throws OperatorError for an action, a key or a conflict it cannot have. */
export function remapKeys(bindings: readonly Binding[], map: KeyMap): readonly Binding[] {
  const actions = new Set(bindings.map(({ action }) => action));
  const wanted = new Map<string, readonly KeyName[]>();
  for (const [action, keys] of Object.entries(map)) {
    if (!actions.has(action)) throw refuseAction(action, [...actions]);
    if (fixed.has(action))
      throw refuse(`${action} keeps its keys: a question is answered by another key than it was raised by`);
    wanted.set(
      action,
      keys.map((key) => checkKey(key, action)),
    );
  }
  const remapped = bindings.map((binding): Binding => {
    const keys = wanted.get(binding.action);
    return keys === undefined ? binding : { ...binding, keys };
  });
  checkConflicts(remapped, new Set(wanted.keys()));
  return remapped;
}

function checkKey(text: string, action: string): KeyName {
  const key = readKeyName(text);
  if (key === undefined) {
    throw refuse(
      `console.keys.${action}: there is no key ${text}`,
      'keys are written so: S, f5, ctrl+x, alt+j, shift+tab',
    );
  }
  return key;
}

/** A key that does two things in one place, one of which was given to it. */
function checkConflicts(bindings: readonly Binding[], changed: ReadonlySet<string>): void {
  const owners = new Map<string, string>();
  for (const { keys, contexts, action } of bindings) {
    for (const [context, key] of contexts.flatMap((each) => keys.map((name) => [each, name] as const))) {
      const place = `${context} ${key}`;
      const owner = owners.get(place);
      if (owner !== undefined && owner !== action && (changed.has(owner) || changed.has(action))) {
        throw refuse(
          `${keyLabel(key)} would do two things ${describeContext(context)}: ${owner} and ${action}`,
          `give one of them another key in console.keys; peerdeck keys shows them all`,
        );
      }
      owners.set(place, action);
    }
  }
}

function describeContext(context: KeyContext): string {
  if (context === 'normal' || context === 'always') return 'everywhere';
  return context.startsWith('view:') ? `in the ${context.slice('view:'.length)}` : `in ${context}`;
}

function refuseAction(action: string, known: readonly string[]): OperatorError {
  const nearest = findNearest(action, known);
  const meant = nearest === undefined ? '' : `; do you mean ${nearest}?`;
  return refuse(
    `console.keys: there is no action ${action}${meant}`,
    'peerdeck keys shows the names of all actions',
  );
}

function refuse(message: string, hint?: string): OperatorError {
  return new OperatorError({
    kind: 'keys-invalid',
    message,
    place: { file: settingsFile },
    attempted: `to read ${settingsFile}`,
    ...(hint !== undefined && { hint }),
  });
}
