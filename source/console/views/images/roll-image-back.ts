import { formatPlace, toProblem } from '../../../basics/problem.ts';
import type { ImageCandidate } from '../../../operations/containers/image-candidates.ts';
import type { ActionContext } from '../../controller/controller.ts';
import { runApply } from '../../controller/operations.ts';
import { countOf } from '../../store/words.ts';
import { imagesSlice } from './images-state.ts';

/** Pins the image in the repository, shows the plan of that container alone, and applies it after a question. */
export async function rollImageBack(context: ActionContext, { reference }: ImageCandidate): Promise<void> {
  const { store, services, runner, asked } = context;
  const { container } = imagesSlice.of(store.state);
  if (container === undefined) return;
  try {
    const rollback = await services.containers.planRollback(
      container,
      reference,
      new AbortController().signal,
    );
    const others = rollback.alsoNamed.length;
    const lines = [
      `${rollback.current.image} is pinned to ${reference}`,
      `at ${formatPlace(rollback.place)}, with a dated comment; it stays so until it is unpinned.`,
      ...(others === 0
        ? []
        : [`${countOf(others, 'other container')} of the same line: the next whole apply takes them along.`]),
      'Then the plan of this container alone is shown, and asked about.',
    ];
    const title = `Roll ${container.name} on ${container.host} back?`;
    if (!(await asked.confirm({ title, lines, proceed: 'pin and plan' }))) return;
    const result = await runner.run({
      kind: 'plan',
      leaving: 'Leaving stops it: the pin is taken out again.',
      start: (signal) => services.containers.pin(rollback, signal),
      end: (planned) => ({ kind: 'plan', result: planned }),
    });
    if (result?.kind !== 'planned') return;
    const { add, change, remove } = result.plan;
    const agreed = await asked.confirm({
      title: `Apply to ${container.name} on ${container.host}?`,
      lines: [
        `${add} to add, ${change} to change, ${remove} to remove; only a part of what there may be to do.`,
        'Cancel takes the pin out again.',
      ],
      proceed: 'apply',
    });
    if (agreed) await runApply(context, result.plan);
    else await services.containers.takePinBack(rollback);
  } catch (thrown) {
    store.dispatch({ type: 'problem-found', problem: toProblem(thrown, { host: container.host }) });
  }
}
