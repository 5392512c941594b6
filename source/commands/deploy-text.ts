import type { DeployOutcome } from '../operations/journal/journal.ts';
import type { DeployEvent } from '../operations/sync/deploy.ts';
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { describeApplyEvent } from './plan-text.ts';
import { exitCodeOfSync, type SyncLines, summarizeSync } from './sync-text.ts';

/** A step of a deploy as a person reads it. */
export function describeDeployEvent(event: DeployEvent, lines: SyncLines): string | undefined {
  switch (event.type) {
    case 'terraform-stage':
    case 'resource':
    case 'diagnostic':
    case 'providers-upgraded':
    case 'state-kept':
      return describeApplyEvent(event);
    default:
      return lines.describe(event);
  }
}

/** How a deploy ended: the hosts, then Terraform where there was something to apply. */
export function describeDeployed({ hosts, applied }: DeployOutcome, hadPlan: boolean): string {
  const lines = [summarizeSync({ hosts })];
  if (applied?.kind === 'applied') {
    lines.push(`Applied: ${applied.add} added, ${applied.change} changed, ${applied.remove} removed.`);
  } else if (applied?.kind === 'failed') lines.push(formatProblem(applied.problem));
  else if (hadPlan) lines.push('Terraform was left alone, because not every host is in line. Deploy again.');
  return lines.join('\n');
}

/** The sync's code where it did not end well; else 5 where the hosts are in line and Terraform is not. */
export function exitCodeOfDeploy({ hosts, applied }: DeployOutcome): ExitCode {
  const code = exitCodeOfSync({ hosts });
  if (code !== exitCodes.done || applied?.kind !== 'failed') return code;
  return exitCodeFor(applied.problem) === exitCodes.locked ? exitCodes.locked : exitCodes.partly;
}
