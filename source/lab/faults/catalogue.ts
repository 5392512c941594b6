import { hostFaults } from './host-faults.ts';
import type { Fault } from './model.ts';
import { pathFaults } from './path-faults.ts';
import { sessionFaults } from './session-faults.ts';
import { tunnelFaults } from './tunnel-faults.ts';

/** Every fault that a lab can have. */
export const faults: readonly Fault[] = [...sessionFaults, ...pathFaults, ...tunnelFaults, ...hostFaults];

export function findFault(name: string): Fault | undefined {
  return faults.find((fault) => fault.name === name);
}
