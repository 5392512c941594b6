import { sanitizeLine } from '../../basics/sanitize.ts';
import { diagnosticToProblem, type Redact } from '../../terraform/diagnostics.ts';
import { explainReason } from '../../terraform/reasons.ts';
import type { UiEvent } from '../../terraform/ui-events.ts';
import type { PlanEvent } from './plans.ts';

type Stage = Extract<PlanEvent, { readonly type: 'terraform-stage' }>['stage'];

const lineLimit = 400;

/** Said by the plan itself, which knows that it is not complete. */
const targetWarnings: ReadonlySet<string> = new Set([
  'Resource targeting is in effect',
  'Applied changes may be incomplete',
]);

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
      if (isBanner(event)) return undefined;
      return {
        type: 'resource',
        address: show(event.address),
        state: event.stage === 'errored' ? 'failed' : 'running',
        detail: show(describeProvisioner(event)),
      };
    case 'diagnostic':
      if (targetWarnings.has(event.diagnostic.summary)) return undefined;
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

type ProvisionEvent = Extract<UiEvent, { readonly type: 'provision' }>;

const banner =
  /^(?:Connecting to remote host|Connected!|Using configured bastion| {2}(?:Host|User|Password|Private key|Certificate|SSH Agent|Checking Host Key|Target Platform):)/;

/** That a provisioner begins, how it connects, and that it is over: the resource's own events say as much. */
function isBanner({ stage, output = '' }: ProvisionEvent): boolean {
  return stage === 'start' || stage === 'complete' || (stage === 'progress' && banner.test(output));
}

/** `local-exec` announces its whole command: that line is named, not repeated. */
function describeProvisioner({ output = '', provisioner, stage }: ProvisionEvent): string {
  if (stage === 'errored') return `${provisioner} failed`;
  return output.startsWith('Executing: ') ? `${provisioner} runs its command` : `${provisioner}: ${output}`;
}
