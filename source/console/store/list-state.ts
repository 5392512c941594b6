import { findView } from '../views/views.ts';
import { bottom, type ConsoleState, type ListName, type ListPosition, top } from './state.ts';

/** Where the cursor of a list is; one that nobody moved is at the start, or at the end of what is followed. */
export function positionOf({ positions }: ConsoleState, list: ListName): ListPosition {
  return positions[list] ?? (findView(list)?.follows === true ? bottom : top);
}

/** The filter of a list as it was typed; empty where there is none. */
export function filterOf({ filters }: ConsoleState, list: ListName): string {
  return filters[list] ?? '';
}
