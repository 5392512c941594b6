import { now } from '../basics/brand.ts';
import { toStatusJson } from '../operations/status/status-json.ts';
import type { FleetStatus } from '../operations/status/status-model.ts';
import * as text from '../operations/status/status-text.ts';

/** Pipes and files have no width: wide enough that nothing is cut. */
const widthOfFiles = 120;
const narrowest = 60;

/** The status of a fleet for the terminal that stdout is, or for a file. */
export function describeStatus(status: FleetStatus): string {
  const { isTTY, columns } = process.stdout;
  return text.describeStatus(status, {
    now: now(),
    color: isTTY === true && !process.env['NO_COLOR'],
    width: isTTY === true ? Math.max(narrowest, columns) : widthOfFiles,
  });
}

/** The same as the one JSON document that `status --json` prints. */
export const tellStatus = toStatusJson;
