import { defineSlice } from '../slice.ts';
import { fitWindow, type GlobePoint, type GlobeWindow, zoomWindow } from './viewport.ts';

/** Doublings from the window that shows every host: nearer to the selected one above 0, towards the world below. */
export const mapZoom = defineSlice('map', 0, (steps: number, event: 'in' | 'out' | 'fit') => {
  if (event === 'fit') return 0;
  return Math.max(-7, Math.min(7, steps + (event === 'in' ? 1 : -1)));
});

/** What is in sight after so many steps, on a screen of this shape. */
export function windowAfter(
  steps: number,
  hosts: readonly GlobePoint[],
  selected: GlobePoint | undefined,
  across: number,
  down: number,
): GlobeWindow {
  const all = fitWindow(hosts, across, down);
  if (steps === 0) return all;
  return zoomWindow(all, 2 ** steps, steps > 0 ? (selected ?? all.centre) : all.centre);
}
