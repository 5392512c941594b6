import { describe, expect, it } from 'vitest';
import { reduce } from '../../../source/console/store/reducer.ts';
import { defineSlice } from '../../../source/console/views/slice.ts';
import { demoState } from '../demo-state.ts';

interface Counted {
  readonly hosts: number;
}

const counted = defineSlice<Counted, { readonly more: number }>('counted', { hosts: 0 }, (value, { more }) =>
  more === 0 ? value : { hosts: value.hosts + more },
);

describe('a view’s own part of the state', () => {
  it('starts as told, and is what its reducer makes of its events', () => {
    const state = demoState();
    expect(counted.of(state)).toEqual({ hosts: 0 });
    const more = reduce(reduce(state, counted.event({ more: 2 })), counted.event({ more: 3 }));
    expect(counted.of(more)).toEqual({ hosts: 5 });
    expect(more.slices['counted']?.value).toEqual({ hosts: 5 });
    expect(counted.of(state)).toEqual({ hosts: 0 });
  });

  it('leaves the state as it is where nothing changes', () => {
    const state = demoState();
    expect(reduce(state, counted.event({ more: 0 }))).toBe(state);
  });
});
