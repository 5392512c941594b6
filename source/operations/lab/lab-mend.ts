import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type FaultRecord, listFaultRecords, removeFault, type UndoStep } from '../../lab/faults/record.ts';
import type { Operation } from '../operation.ts';
import { execInLab } from './lab-exec.ts';

export interface MendRequest {
  readonly lab: string;
  /** Only faults made on this host, or on this `HOST:SESSION` or `HOST:INTERFACE`. */
  readonly on?: string;
  readonly signal?: AbortSignal;
}

export type MendEvent = {
  readonly type: 'lab-mended';
  readonly lab: string;
  readonly fault: string;
  readonly on: string;
};

/** Undoes the faults of a lab, the latest first. Throws OperatorError where one cannot be undone; the others are. */
export async function* mendLab(request: MendRequest): Operation<MendEvent, { readonly mended: number }> {
  const { lab } = request;
  let open = (await listFaultRecords(lab)).filter((record) => isMeant(record, request.on));
  let mended = 0;
  let failure: OperatorError | undefined;
  // A daemon that one fault stopped is what the undoing of another needs: what fails is tried again at the end.
  for (let round = 0; round < 2 && open.length > 0; round += 1) {
    const failed: FaultRecord[] = [];
    for (const record of open) {
      failure = await undo(request, record);
      if (failure !== undefined) {
        failed.push(record);
        continue;
      }
      await removeFault(lab, record.id);
      mended += 1;
      yield { type: 'lab-mended', lab, fault: record.fault, on: record.on };
    }
    open = failed;
  }
  if (open.length > 0 && failure !== undefined) throw failure;
  return { mended };
}

function isMeant({ on }: FaultRecord, wanted: string | undefined): boolean {
  return wanted === undefined || on === wanted || on.split(':', 1)[0] === wanted;
}

/** Undoes all steps of a fault, the last first; returns what went wrong with the first that could not be. */
async function undo(request: MendRequest, record: FaultRecord): Promise<OperatorError | undefined> {
  let failure: OperatorError | undefined;
  for (const step of [...record.steps].reverse()) {
    const result = await undoStep(request, step);
    if (result.exitCode === 0) continue;
    failure ??= new OperatorError({
      kind: 'lab-fault',
      message: `${record.fault} on ${record.on} could not be undone on ${step.host}`,
      host: step.host,
      attempted: sanitizeLine(step.undo, 200),
      answer: sanitizeLine(`${result.stderr}\n${result.stdout}`.trim()),
      hint: 'peerdeck lab down and peerdeck lab up build the lab anew',
    });
  }
  return failure;
}

async function undoStep({ lab, signal }: MendRequest, { host, files, captured, undo }: UndoStep) {
  const exec = (script: string, stdin = '') =>
    execInLab({ lab, host, command: ['sh', '-c', script], stdin, ...(signal && { signal }) });
  for (const { path, content } of files) {
    const restored = await exec(`base64 -d >'${path}'`, content);
    if (restored.exitCode !== 0) return restored;
  }
  return exec(undo, captured);
}
