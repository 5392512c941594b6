import { randomBytes } from 'node:crypto';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { faults, findFault } from '../../lab/faults/catalogue.ts';
import type { Fault, FaultStep, FaultTarget } from '../../lab/faults/model.ts';
import { type FaultRecord, type UndoStep, writeFault } from '../../lab/faults/record.ts';
import type { Operation } from '../operation.ts';
import { execInLab } from './lab-exec.ts';
import { findFaultTarget } from './lab-fault-target.ts';

export interface BreakRequest {
  readonly lab: string;
  readonly fault: string;
  /** `HOST`, `HOST:SESSION` or `HOST:INTERFACE`. */
  readonly on: string;
  readonly signal?: AbortSignal;
}

export type BreakEvent = {
  readonly type: 'lab-broken';
  readonly lab: string;
  readonly fault: string;
  readonly on: string;
  readonly about: string;
  /** The hosts that were changed. */
  readonly hosts: readonly string[];
};

/** Makes a fault in a lab. What undoes each step is written down before the step is taken. */
export async function* breakLab(request: BreakRequest): Operation<BreakEvent, FaultRecord> {
  const { lab, on } = request;
  const fault = findFault(request.fault);
  if (fault === undefined) {
    throw new OperatorError({
      kind: 'usage',
      message: `there is no fault ${request.fault}`,
      attempted: 'break the lab',
      hint: `peerdeck lab faults lists them: ${faults.map(({ name }) => name).join(', ')}`,
    });
  }
  const steps = planFault(fault, await findFaultTarget(lab, fault, on));
  const id = `${Date.now()}-${randomBytes(4).toString('hex')}`;
  let record: FaultRecord = { version: 1, id, fault: fault.name, on, at: Date.now(), steps: [] };
  for (const step of steps) {
    record = { ...record, steps: [...record.steps, await prepareUndo(request, step)] };
    await writeFault(lab, record);
    await makeStep(request, step);
  }
  const hosts = [...new Set(steps.map(({ host }) => host))];
  yield { type: 'lab-broken', lab, fault: fault.name, on, about: fault.about, hosts };
  return record;
}

function planFault(fault: Fault, target: FaultTarget): readonly FaultStep[] {
  if (fault.on === 'host' && target.kind === 'host') return fault.plan(target);
  if (fault.on === 'session' && target.kind === 'session') return fault.plan(target);
  if (fault.on === 'interface' && target.kind === 'interface') return fault.plan(target);
  throw new Error(`${fault.name} is made on a ${fault.on}, not on a ${target.kind}`);
}

async function prepareUndo(request: BreakRequest, step: FaultStep): Promise<UndoStep> {
  const files = await Promise.all(
    (step.files ?? []).map(async (path) => ({
      path,
      content: (await runChecked(request, step.host, `base64 -w 0 '${path}'`)).trim(),
    })),
  );
  const captured = step.capture === undefined ? '' : await runChecked(request, step.host, step.capture);
  return { host: step.host, files, captured, undo: step.undo };
}

async function makeStep(request: BreakRequest, step: FaultStep): Promise<void> {
  await runChecked(request, step.host, step.make);
}

async function runChecked(
  { lab, signal, fault, on }: BreakRequest,
  host: string,
  script: string,
): Promise<string> {
  const result = await execInLab({ lab, host, command: ['sh', '-c', script], ...(signal && { signal }) });
  if (result.exitCode === 0) return result.stdout;
  throw new OperatorError({
    kind: 'lab-fault',
    message: `${fault} could not be made on ${on}`,
    host,
    attempted: sanitizeLine(script, 200),
    answer: sanitizeLine(`${result.stderr}\n${result.stdout}`.trim()),
    hint: 'peerdeck lab mend undoes what was done',
  });
}
