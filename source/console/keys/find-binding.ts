import type { ConsoleState } from '../store/state.ts';
import type { Binding, KeyContext } from './binding.ts';
import { allBindings } from './bindings.ts';
import { activeContexts } from './contexts.ts';
import type { KeyName } from './key-input.ts';

interface KeyIndex {
  readonly of: readonly Binding[];
  readonly byContext: ReadonlyMap<KeyContext, ReadonlyMap<KeyName, Binding>>;
}

let known: KeyIndex | undefined;

function indexBindings(of: readonly Binding[]): KeyIndex {
  const index = new Map<KeyContext, Map<KeyName, Binding>>();
  for (const binding of of) {
    for (const context of binding.contexts) {
      const keys = index.get(context) ?? new Map<KeyName, Binding>();
      for (const key of binding.keys) keys.set(key, binding);
      index.set(context, keys);
    }
  }
  return { of, byContext: index };
}

/** What a key does now. */
export function findBinding(state: ConsoleState, key: KeyName): Binding | undefined {
  const bindings = allBindings();
  if (known?.of !== bindings) known = indexBindings(bindings);
  for (const context of activeContexts(state)) {
    const binding = known.byContext.get(context)?.get(key);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** The first of its keys that means it now, and not something closer. */
export function workingKey(state: ConsoleState, binding: Binding): KeyName | undefined {
  return binding.keys.find((key) => findBinding(state, key) === binding);
}

/** The bindings the footer offers now, those that stay longest first. */
export function footerBindings(state: ConsoleState): readonly Binding[] {
  const contexts = new Set(activeContexts(state));
  return allBindings()
    .filter(({ footer, contexts: own }) => footer !== undefined && own.some((each) => contexts.has(each)))
    .filter(({ shown }) => shown?.(state) ?? true)
    .filter((binding) => workingKey(state, binding) !== undefined)
    .sort((left, right) => (left.footer ?? 0) - (right.footer ?? 0));
}
