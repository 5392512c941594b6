import type { TerraformPlan } from '../../operations/terraform/plans.ts';
import { deploySlice } from '../views/deploy/deploy-state.ts';
import { prepareChange } from '../views/deploy/make-change.ts';
import { noteApplied, planAndAsk } from '../views/plan/make-plan.ts';
import type { ActionContext } from './controller.ts';

/** Renders, and shows what changed in the rendered files. */
export function renderTemplates(context: ActionContext): void {
  void renderAnew(context);
}

async function renderAnew({ runner, services, store }: ActionContext): Promise<void> {
  await runner.run({
    kind: 'render',
    leaving: 'Leaving stops it: the rendered files stay as they were.',
    total: store.state.hosts.length,
    start: (signal) => services.render(signal),
    end: (result) => ({ kind: 'render', result }),
  });
  store.dispatch(deploySlice.event({ kind: 'outdated' }));
  store.dispatch({ type: 'fleet-read', warnings: services.warnings() });
}

/** Compares with the hosts, shows the differences, and asks before anything is sent. */
export function syncHosts(context: ActionContext): void {
  void prepareChange(context, { verb: 'sync' });
}

/** Plans, shows the plan, and asks before it is applied. */
export function applyPlan(context: ActionContext): void {
  void planAndAsk(context);
}

/** Applies the plan that was shown, and nothing else. */
export async function runApply(context: ActionContext, plan: TerraformPlan): Promise<void> {
  const { runner, services, store } = context;
  const result = await runner.run({
    kind: 'apply',
    leaving:
      'Leaving stops it in order: what is done stays, what is half-made is made anew by the next plan.',
    total: plan.add + plan.change + plan.remove,
    start: (signal) => services.apply(plan, signal),
    end: (applied) => ({ kind: 'apply', result: applied }),
  });
  store.dispatch(deploySlice.event({ kind: 'outdated' }));
  noteApplied(store, result);
}
