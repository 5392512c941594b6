import { describe, expect, it } from 'vitest';
import { allBindings } from '../../../source/console/keys/bindings.ts';
import { remapKeys } from '../../../source/console/keys/customize.ts';
import { readKeyName } from '../../../source/console/keys/key-names.ts';

const remap = (map: Record<string, readonly string[]>) => remapKeys(allBindings(), map);

describe('remapped keys', () => {
  it('take the place of the ones there were', () => {
    const render = remap({ render: ['F5', 'Ctrl-T'] }).find(({ action }) => action === 'render');
    expect(render?.keys).toEqual(['f5', 'ctrl+t']);
  });

  it('can be exchanged', () => {
    const keys = new Map(remap({ zoom: ['s'], sync: ['z'] }).map(({ action, keys: own }) => [action, own]));
    expect([keys.get('zoom'), keys.get('sync')]).toEqual([['s'], ['z']]);
  });

  it('may not do two things in one place', () => {
    expect(() => remap({ zoom: ['s'] })).toThrow('s would do two things everywhere: sync and zoom');
  });

  it('are of actions and keys that there are', () => {
    expect(() => remap({ zoomm: ['s'] })).toThrow('there is no action zoomm; do you mean zoom?');
    expect(() => remap({ zoom: ['hyper+s'] })).toThrow('there is no key hyper+s');
  });

  it('never make the key that raises a question its answer', () => {
    expect(() => remap({ proceed: ['s'] })).toThrow('proceed keeps its keys');
  });
});

it('reads keys as people write them', () => {
  const read = ['S', 'é', 'F12', 'Ctrl-X', 'ctrl+alt+j', 'Esc', 'PgDn', '+', 'shift+Tab', ' '].map(
    readKeyName,
  );
  expect(read).toEqual([
    ...['S', 'é', 'f12', 'ctrl+x', 'ctrl+alt+j', 'escape', 'pagedown', '+', 'shift+tab', 'space'],
  ]);
  expect(readKeyName('foo')).toBeUndefined();
});
