import { sanitizeLine } from '../basics/sanitize.ts';
import { diagnosticToProblem, type Redact } from '../terraform/diagnostics.ts';
import { explainReason } from '../terraform/reasons.ts';
import type { UiEvent } from '../terraform/ui-events.ts';
import type { PlanEvent } from './plans.ts';

type Stage = Extract<PlanEvent, { readonly type: 'terraform-stage' }>['stage'];

const lineLimit = 400;

/** What a line of Terraform's stream tells an operator, redacted; undefined for what is only bookkeeping. */
export function toPlanEvent(
  event: UiEvent,
  stage: Stage,
  shownFolder: string,
  redact: Redact,
): PlanEvent | undefined {
  const show = (text: string) => sanitizeLine(redact(text), lineLimit);
  switch (event.type) {
    case 'refresh':
      return event.stage === 'start'
        ? { type: 'resource', address: show(event.address), state: 'refreshing' }
        : undefined;
    case 'planned_change':
      // An apply repeats its plan first.
      return stage === 'apply'
        ? undefined
        : {
            type: 'resource',
            address: show(event.address),
            state: 'planned',
            detail: show(joinReason(event.action, event.reason)),
          };
    case 'resource_drift':
      return {
        type: 'resource',
        address: show(event.address),
        state: 'planned',
        detail: show(`changed outside Terraform (${event.action})`),
      };
    case 'apply':
      return {
        type: 'resource',
        address: show(event.address),
        state: event.stage === 'complete' ? 'done' : event.stage === 'errored' ? 'failed' : 'running',
        detail: show(describeStep(event)),
      };
    case 'provision':
      return {
        type: 'resource',
        address: show(event.address),
        state: event.stage === 'errored' ? 'failed' : 'running',
        detail: show(describeProvisioner(event)),
      };
    case 'diagnostic':
      return {
        type: 'diagnostic',
        severity: event.diagnostic.severity,
        problem: diagnosticToProblem(event.diagnostic, shownFolder, redact),
      };
    case 'lock':
      return {
        type: 'terraform-stage',
        stage,
        detail: event.stage === 'acquire' ? 'waiting for the state lock' : 'releasing the state lock',
      };
    case 'message': {
      const line = show(event.message.split('\n')[0] ?? '');
      return stage === 'init' && line !== '' ? { type: 'terraform-stage', stage, detail: line } : undefined;
    }
    default:
      return undefined;
  }
}

function joinReason(action: string, reason: string | undefined): string {
  return reason === undefined ? action : `${action}: ${explainReason(reason)}`;
}

function describeStep(event: Extract<UiEvent, { readonly type: 'apply' }>): string {
  const seconds = event.elapsedSeconds;
  return event.stage === 'start' || seconds === undefined ? event.action : `${event.action}, ${seconds} s`;
}

/** `local-exec` announces its whole command: that line is named, not repeated. */
function describeProvisioner(event: Extract<UiEvent, { readonly type: 'provision' }>): string {
  const { output = '', provisioner, stage } = event;
  if (stage !== 'progress') return `${provisioner} ${stage === 'errored' ? 'failed' : stage}`;
  return output.startsWith('Executing: ') ? `${provisioner} runs its command` : `${provisioner}: ${output}`;
}
