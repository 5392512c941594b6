import type { TerraformPlan } from '../../operations/plans.ts';
import { prepareChange } from '../views/deploy/make-change.ts';
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

async function planAndAsk({ runner, services, store }: ActionContext): Promise<void> {
  const result = await runner.run({
    kind: 'plan',
    leaving: 'Leaving stops it: nothing was changed.',
    start: (signal) => services.plan(signal),
    end: (planned) => ({ kind: 'plan', result: planned }),
  });
  if (result?.kind !== 'planned') return;
  const { add, change, remove } = result.plan;
  if (add + change + remove === 0) return;
  store.dispatch({ type: 'question-raised', question: { kind: 'apply', plan: result.plan } });
}

/** Applies the plan that was shown, and nothing else. */
export function runApply({ runner, services }: ActionContext, plan: TerraformPlan): void {
  void runner.run({
    kind: 'apply',
    leaving:
      'Leaving stops it in order: what is done stays, what is half-made is made anew by the next plan.',
    total: plan.add + plan.change + plan.remove,
    start: (signal) => services.apply(plan, signal),
    end: (result) => ({ kind: 'apply', result }),
  });
}
