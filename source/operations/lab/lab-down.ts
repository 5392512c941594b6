import { OperatorError } from '../../basics/problem.ts';
import { clearStaleLab, endRunningLab, findLab } from '../../lab/client/running-lab.ts';
import { listLivingLabs } from '../../lab/client/sweep.ts';
import { checkLabName } from '../../lab/lab-id.ts';
import { listLabFolders } from '../../lab/state/record.ts';
import type { Operation } from '../operation.ts';

export type LabDownEvent =
  | { readonly type: 'lab-ending'; readonly lab: string }
  | {
      readonly type: 'lab-ended';
      readonly lab: string;
      /** `cleared`: nothing answered any more, and what a crash had left is gone now. */
      readonly how: 'ended' | 'cleared';
      readonly milliseconds: number;
    };

export interface LabDownOptions {
  /** Names of labs, or all of this user's. */
  readonly names: readonly string[] | 'all';
  readonly signal?: AbortSignal;
}

/** Ends labs and removes all that is left of them, also after a crash. A named lab that does not exist is an error. */
export async function* downLab(
  options: LabDownOptions,
): Operation<LabDownEvent, { readonly ended: readonly string[] }> {
  const names = options.names === 'all' ? await listLabNames() : options.names.map(checkLabName);
  const ended: string[] = [];
  for (const name of names) {
    options.signal?.throwIfAborted();
    yield { type: 'lab-ending', lab: name };
    const begun = Date.now();
    const running = await findLab(name);
    if (running) await endRunningLab(running);
    const cleared = await clearStaleLab(name);
    if (!running && !cleared) {
      throw new OperatorError({
        kind: 'lab-unknown',
        message: `there is no lab ${name}`,
        hint: 'peerdeck lab status lists the labs',
      });
    }
    ended.push(name);
    yield {
      type: 'lab-ended',
      lab: name,
      how: running ? 'ended' : 'cleared',
      milliseconds: Date.now() - begun,
    };
  }
  return { ended };
}

/** Names of this user's labs: by their folders, and by processes whose folder is gone. */
export async function listLabNames(): Promise<string[]> {
  return [...new Set([...(await listLabFolders()), ...(await listLivingLabs())])].sort();
}
