import type { HostVitals } from '../../../operations/status/vitals-model.ts';
import { defineSlice } from '../slice.ts';

/** By the host's name, what it said last. */
export type FleetVitals = Readonly<Record<string, HostVitals>>;

/** The vitals of the fleet, as far as they were looked at. */
export const fleetVitals = defineSlice<FleetVitals, readonly HostVitals[]>('vitals', {}, (known, read) => ({
  ...known,
  ...Object.fromEntries(read.map((vitals) => [vitals.name, vitals])),
}));
