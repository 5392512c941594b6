import { type ConsoleEnd, type ConsoleOptions, openConsole } from './open-console.ts';
import type { ConsoleServices } from './services.ts';

/** The console on services that are there already. */
export function runConsole(
  services: ConsoleServices,
  options: Omit<ConsoleOptions, 'prepare' | 'heading'> = {},
): Promise<ConsoleEnd> {
  return openConsole({ ...options, heading: services.fleet.name, prepare: () => Promise.resolve(services) });
}
