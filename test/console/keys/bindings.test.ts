import { describe, expect, it } from 'vitest';
import { allBindings } from '../../../source/console/keys/bindings.ts';
import { findBinding, footerBindings } from '../../../source/console/keys/find-binding.ts';
import { keyLabel } from '../../../source/console/keys/key-labels.ts';
import { keyTable } from '../../../source/console/keys/key-table.ts';
import type { ConsoleEvent } from '../../../source/console/store/events.ts';
import { reduce } from '../../../source/console/store/reducer.ts';
import { demoChanges } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

/** What w means with the cursor so many rows into the diff. */
function atDiffLine(rows: number) {
  const result = { files: 3, changes: demoChanges, terraform: [], problems: [] };
  const events: readonly ConsoleEvent[] = [
    { type: 'work-ended', at: demoState().clock, end: { kind: 'render', result } },
    { type: 'focused', focus: 'main' },
    { type: 'moved-to', index: rows },
  ];
  const state = events.reduce(reduce, demoState());
  return { state, binding: findBinding(state, 'w') };
}

const bindings = allBindings();

describe('the key registry', () => {
  it('gives no key two meanings in one context', () => {
    const seen = new Set<string>();
    for (const { keys, contexts } of bindings) {
      for (const entry of contexts.flatMap((context) => keys.map((key) => `${context} ${key}`))) {
        expect(seen, entry).not.toContain(entry);
        seen.add(entry);
      }
    }
  });

  it('tells every key in the help and the manual, once', () => {
    const listed = keyTable().flatMap(({ title, rows }) =>
      rows.map((row) => `${title} ${row.keys} ${row.description}`),
    );
    expect(new Set(listed).size).toBe(bindings.length);
    expect(listed).toHaveLength(bindings.length);
  });

  it('answers a question with another key than the one that raised it', () => {
    const triggers = bindings.filter(({ dangerous, contexts }) => dangerous && contexts.includes('normal'));
    const answers = bindings.filter(({ action }) => action === 'proceed').flatMap(({ keys }) => keys);
    expect(triggers.map(({ action }) => action)).toEqual([
      'sync',
      'apply',
      'deploy-all',
      'deploy-hold',
      'deploy-let-go',
    ]);
    for (const { keys } of triggers) expect(answers.filter((key) => keys.includes(key))).toEqual([]);
    expect(answers).not.toContain('enter');
  });

  it('says why a key does nothing now', () => {
    const working = reduce(demoState(), { type: 'work-started', kind: 'render', at: demoState().clock });
    expect(findBinding(working, 's')?.disabled?.(working)).toBe('render is under way: Ctrl-C stops it');
  });

  it('tells why w explains nothing where nothing was rendered', () => {
    const { binding, state } = atDiffLine(0);
    expect(binding?.disabled?.(state)).toBe('w tells why a line of the diff is there: put the cursor on one');
    const removed = atDiffLine(2);
    expect(removed.binding?.disabled?.(removed.state)).toContain('no longer rendered');
    for (const line of [1, 3]) {
      const made = atDiffLine(line);
      expect(made.binding?.disabled?.(made.state)).toBeUndefined();
    }
    expect(findBinding(demoState(), 'w')?.disabled?.(demoState())).toContain('put the cursor on one');
  });

  it('offers in the footer only what works where the cursor is', () => {
    const actions = footerBindings(demoState()).map(({ action }) => action);
    expect(actions.slice(0, 3)).toEqual(['render', 'sync', 'apply']);
    expect(actions).not.toContain('proceed');
  });

  it('writes keys as people do', () => {
    expect(['ctrl+c', 'escape', 'j', 'alt+backspace', 'pagedown'].map(keyLabel)).toEqual([
      'Ctrl-C',
      'Esc',
      'j',
      'Alt-Backspace',
      'PgDn',
    ]);
  });
});
