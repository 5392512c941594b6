import type { ConsoleState } from '../store/state.ts';

/** A part of the console's state that is a view's own; the value is there to be looked at, and read by its slice alone. */
export interface HeldSlice {
  readonly value: unknown;
}

/** The event of a view's own: what it makes of the state is known to its slice. */
export interface SliceEvent {
  readonly type: 'slice-event';
  readonly slice: string;
  readonly event: unknown;
  readonly apply: (state: ConsoleState) => ConsoleState;
}

/** A view's own part of the state, with a reducer of its own. */
export interface Slice<Value, Event> {
  of(state: ConsoleState): Value;
  /** Its event as one the store takes. */
  event(event: Event): SliceEvent;
}

/** Makes a slice under a name that no other has; `reduce` is pure, and gives back the same value where nothing changes. */
export function defineSlice<Value, Event>(
  name: string,
  initial: Value,
  reduce: (value: Value, event: Event, state: ConsoleState) => Value,
): Slice<Value, Event> {
  // What is held is opaque to the store; only here is it known of which type it is.
  const values = new WeakMap<HeldSlice, Value>();
  const of = ({ slices }: ConsoleState): Value => {
    const held = slices[name];
    return (held && values.get(held)) ?? initial;
  };
  const apply = (state: ConsoleState, event: Event): ConsoleState => {
    const before = of(state);
    const value = reduce(before, event, state);
    if (Object.is(value, before)) return state;
    const held: HeldSlice = { value };
    values.set(held, value);
    return { ...state, slices: { ...state.slices, [name]: held } };
  };
  return {
    of,
    event: (event) => ({ type: 'slice-event', slice: name, event, apply: (state) => apply(state, event) }),
  };
}
