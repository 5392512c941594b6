import { diff } from '../operations/diff/diff.ts';
import type { LabHandle } from '../operations/lab/lab-up.ts';
import { findFleet } from '../operations/open-fleet.ts';
import { renderTree } from '../operations/render.ts';
import type { FleetSession } from '../operations/session.ts';
import { status } from '../operations/status/status.ts';
import { settle } from '../operations/sync/settle.ts';
import { describeDiffEvent, summarizeDiff } from './diff-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { FleetFlags } from './flags.ts';
import { describeLabEvent } from './lab-text.ts';
import { openSession } from './open-session.ts';
import { printJson, printLine, readOperation, reportProblem } from './run.ts';
import { raiseLab } from './session-lab.ts';
import { describeStatus, tellStatus } from './status-text.ts';

/** The fleet, its sessions and tunnels, and what a sync would change: once, for people and pipelines without a terminal. */
export async function printFleetOnce(flags: FleetFlags, signal: AbortSignal): Promise<ExitCode> {
  const place = await findFleet(flags);
  let lab: LabHandle | undefined;
  let session: FleetSession | undefined;
  try {
    if (place.mode.kind === 'lab')
      lab = await readOperation(raiseLab(place, signal), flags, describeLabEvent);
    session = await openSession(flags);
    const seen =
      place.mode.kind === 'lab' ? await settle(session, { signal }) : await status(session, { signal });
    if (flags.json) printJson(tellStatus(seen));
    else printLine(`\n${describeStatus(seen)}\n`);
    const { tree, problems } = await renderTree(session);
    for (const problem of problems) reportProblem(problem, flags);
    if (problems.length > 0) return exitCodes.failed;
    const result = await readOperation(diff(session, tree, { signal }), flags, describeDiffEvent);
    if (!flags.json) printLine(summarizeDiff(result));
    return exitCodes.done;
  } finally {
    await session?.close();
    await lab?.close();
  }
}
