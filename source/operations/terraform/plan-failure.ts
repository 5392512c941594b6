import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import { sanitize } from '../../basics/sanitize.ts';
import { findHolder, readApplyRecord } from '../../terraform/apply-record.ts';
import type { UiExit } from '../../terraform/client.ts';
import { diagnosticToProblem, type Redact } from '../../terraform/diagnostics.ts';
import { type LockHolder, readLocalLock } from '../../terraform/state-files.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';

/** How far an apply came, in resources. */
export interface ApplyProgress {
  readonly planned: number;
  readonly begun: number;
  readonly done: number;
}

/**
 * Why a run of Terraform failed, as one problem: the diagnostic with a way out first, else the first error. A
 * SIGINT that we sent is no failure: then it tells how far it came.
 */
export async function describeFailure(
  exit: UiExit,
  verb: 'init' | 'plan' | 'apply',
  workspace: TerraformWorkspace,
  redact: Redact,
  progress?: ApplyProgress,
): Promise<Problem> {
  const attempted = `${workspace.program ?? 'terraform'} ${verb} in ${workspace.shownFolder}`;
  const ours = exit.interrupted && (exit.endedBy === undefined || exit.endedBy === 'SIGINT');
  if (ours) return { ...describeInterrupted(verb, progress), attempted };
  if (exit.endedBy !== undefined) return { ...describeKilled(exit.endedBy, verb), attempted };
  const problems = exit.diagnostics
    .filter((diagnostic) => diagnostic.severity === 'error')
    .map((diagnostic) => diagnosticToProblem(diagnostic, workspace.shownFolder, redact));
  const first = problems.find((problem) => problem.hint !== undefined) ?? problems[0];
  if (first === undefined) {
    return {
      kind: 'terraform-failed',
      message: `Terraform ended with exit code ${exit.code ?? 'unknown'} and gave no reason.`,
      attempted,
      ...(exit.stderr === '' ? {} : { answer: sanitize(redact(exit.stderr.slice(-4_000))) }),
    };
  }
  const problem = { ...first, attempted };
  return problem.kind === 'locked' ? describeLock(problem, workspace) : problem;
}

/** What was thrown, as the failure it is; a defect of ours is thrown on. */
export function describeThrown(thrown: unknown, verb: 'plan' | 'apply', signal: AbortSignal): Problem {
  if (signal.aborted) return { ...describeInterrupted('plan'), attempted: verb };
  if (thrown instanceof OperatorError) return toProblem(thrown);
  throw thrown;
}

/** Names the holder where it is known: our own record, the local backend's file, or what the backend said. */
async function describeLock(problem: Problem, workspace: TerraformWorkspace): Promise<Problem> {
  const lock = await findLockHolder(workspace);
  const id = findHolderId(problem.answer ?? '');
  const holder =
    lock === undefined
      ? id && `the run with the lock ID ${id}`
      : `${lock.who} since ${lock.since}${lock.operation ? ` (${lock.operation})` : ''}`;
  const message =
    holder === undefined
      ? 'The state is locked; this backend does not say by whom.'
      : `The state is locked by ${holder}.`;
  return { ...problem, message };
}

/** Who applies, by our record while its processes run, else by the local backend's file. */
export async function findLockHolder(workspace: TerraformWorkspace): Promise<LockHolder | undefined> {
  const record = await readApplyRecord(workspace.privateFolder);
  if (record !== undefined && (await findHolder(record)) !== undefined)
    return { who: `${record.user}@${record.machine}`, since: record.since, operation: 'peerdeck apply' };
  return readLocalLock(workspace);
}

/** The http backend's `Lock Info` is about who asks; only this says who holds. */
export function findHolderId(answer: string): string | undefined {
  return /already locked: ID=([\w-]+)/.exec(answer)?.[1];
}

function describeKilled(signal: string, verb: string): Problem {
  return {
    kind: 'terraform-killed',
    message: `Something outside ended Terraform with ${signal} in the middle of ${verb}.`,
    hint:
      verb === 'apply'
        ? 'What it was doing may have gone on without it, and the state may be behind: look at the hosts, then plan again. `terraform.tfstate.backup` is the state before.'
        : 'Nothing was changed. Plan again.',
  };
}

function describeInterrupted(verb: string, progress?: ApplyProgress): Problem {
  const { done = 0, begun = 0, planned = 0 } = progress ?? {};
  return {
    kind: 'interrupted',
    message:
      progress === undefined
        ? `Terraform stopped as asked, in the middle of ${verb}.`
        : `You stopped it: ${done} of ${planned} done, ${begun - done} half-made.`,
    hint:
      verb === 'apply'
        ? 'What was done is in the state; what is half-made is marked as tainted and will be replaced. Plan again to go on.'
        : 'Nothing was changed.',
  };
}
