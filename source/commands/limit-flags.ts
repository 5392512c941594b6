import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DeliveryLimits } from '../delivery/package.ts';
import { defaultLimits } from '../operations/sync/sync-author.ts';

/** Seconds that a change may take on a host, where the operator named them. */
export interface LimitFlags {
  readonly verifyWithin?: number;
  readonly confirmWithin?: number;
}

const longest = 3600;

/** Declares how long a host gives its services, and then its operator, before it goes back. */
export function addLimitFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--verify-within <seconds>',
        `a host goes back unless its services do as well as before by then (default: ${defaultLimits.verify})`,
      ).argParser(readSeconds),
    )
    .addOption(
      new Option(
        '--confirm-within <seconds>',
        `a host goes back unless this console confirms the change by then (default: ${defaultLimits.confirm})`,
      ).argParser(readSeconds),
    );
}

function readSeconds(given: string): number {
  const seconds = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (seconds < 1 || seconds > longest)
    throw new InvalidArgumentError(`It takes whole seconds from 1 to ${longest}.`);
  return seconds;
}

/** The limits of a change; those that were not named are the usual ones. */
export function readLimits({ verifyWithin, confirmWithin }: LimitFlags): DeliveryLimits {
  return {
    verify: verifyWithin ?? defaultLimits.verify,
    confirm: confirmWithin ?? defaultLimits.confirm,
  };
}
