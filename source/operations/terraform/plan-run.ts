import type { UiExit, UiRun } from '../../terraform/client.ts';
import type { Redact } from '../../terraform/diagnostics.ts';
import type { UiEvent } from '../../terraform/ui-events.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import { toPlanEvent } from './plan-events.ts';
import type { PlanEvent } from './plans.ts';

interface RunContext {
  readonly stage: 'init' | 'plan' | 'apply';
  readonly workspace: TerraformWorkspace;
  readonly redact: Redact;
  readonly signal: AbortSignal;
}

/** Passes a run's events on as ours, and gives how it ended. Stopping the iteration stops Terraform in order. */
export async function* forwardRun(
  run: UiRun,
  context: RunContext,
  watch: (event: UiEvent) => void = () => {},
): AsyncGenerator<PlanEvent, UiExit, void> {
  let saidInterrupted = false;
  try {
    while (true) {
      const step = await run.next();
      if (step.done) return step.value;
      if (context.signal.aborted && !saidInterrupted) {
        saidInterrupted = true;
        yield sayInterrupted(context.stage);
      }
      watch(step.value);
      const event = toPlanEvent(step.value, context.stage, context.workspace.shownFolder, context.redact);
      if (event !== undefined) yield event;
    }
  } finally {
    await run.return({ code: undefined, endedBy: undefined, interrupted: true, stderr: '', diagnostics: [] });
  }
}

function sayInterrupted(stage: RunContext['stage']): PlanEvent {
  return {
    type: 'terraform-stage',
    stage,
    detail: 'interrupted once: Terraform ends what it began and saves its state',
  };
}

/** Runs to the end, for how it ended. */
export async function drainRun(run: UiRun): Promise<UiExit> {
  while (true) {
    const step = await run.next();
    if (step.done) return step.value;
  }
}
