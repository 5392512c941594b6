import { currentUser } from '../lab/client/privilege.ts';
import { findLab } from '../lab/client/running-lab.ts';
import { prepareLab } from '../lab/plan/index.ts';
import { ensurePackages } from '../operations/lab/lab-packages.ts';
import { type LabHandle, type LabUpEvent, upLab } from '../operations/lab/lab-up.ts';
import type { FleetPlace } from '../operations/open-fleet.ts';
import type { Operation } from '../operations/operation.ts';
import type { FleetFlags } from './flags.ts';
import { describeLabEvent } from './lab-text.ts';
import { readOperation } from './run.ts';
import { askYes } from './terminal-questions.ts';

/** The lab of a console: joined when it is up already, otherwise built, and ended with its handle. */
export function raiseLab(place: FleetPlace, signal: AbortSignal): Operation<LabUpEvent, LabHandle> {
  if (place.mode.kind !== 'lab') throw new Error('production has no lab to raise');
  return upLab({
    name: place.mode.name,
    root: place.root,
    prepare: prepareLab,
    lifetime: 'session',
    ifRunning: 'join',
    signal,
  });
}

/**
 * What has to be asked before the console takes the screen. Whether packages may be installed; and where sudo may
 * want a password, the whole start of the lab happens here, on the ordinary screen.
 */
export async function prepareOnTerminal(
  place: FleetPlace,
  flags: FleetFlags,
  signal: AbortSignal,
): Promise<LabHandle | undefined> {
  if (place.mode.kind !== 'lab') return undefined;
  const running = await findLab(place.mode.name);
  if (running) {
    running.connection.close();
    return undefined;
  }
  const packages = ensurePackages({ signal, ...(flags.yes ? {} : { confirm: askYes }) });
  await readOperation(packages, flags, describeLabEvent);
  if (currentUser() === 0) return undefined;
  return readOperation(raiseLab(place, signal), flags, describeLabEvent);
}
