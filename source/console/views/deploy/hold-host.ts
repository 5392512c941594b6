import { toProblem } from '../../../basics/problem.ts';
import { parseUntil } from '../../../fleet/holds.ts';
import type { Operation } from '../../../operations/operation.ts';
import { nameHeld } from '../../../operations/sync/hold-words.ts';
import type { AskedQuestions } from '../../controller/asked-questions.ts';
import type { ActionContext } from '../../controller/controller.ts';
import type { TaskEvent } from '../../store/events.ts';
import { targetOf } from './hold-target.ts';
import { readStanding } from './read-standing.ts';

/** Asks why and until when, and keeps the host or the file under the cursor from being written. */
export async function holdTarget({ store, services, runner, asked }: ActionContext): Promise<void> {
  const target = targetOf(store.state);
  if (target === undefined) return;
  const name = nameHeld(target.host, target);
  const why = await asked.text({
    title: `Hold ${name}?`,
    lines: ['Nobody writes it until it is let go. Why? Whoever is kept from it reads this.'],
  });
  if (why === undefined) return;
  const ends = await askUntil(asked, name);
  if (ends === undefined) return;
  const { until } = ends;
  await runner.run({
    kind: 'hold',
    start: () => tell(`holding ${name}`, () => services.delivery.hold(target, { why, until })),
    end: () => ({
      kind: 'task',
      name: 'hold',
      result: 'done',
      text: `${name} is held: ${why}`,
      problems: [],
    }),
  });
  await readStanding(store, services);
}

/** A time that can be read, or none; undefined where it was left. */
async function askUntil(
  asked: AskedQuestions,
  name: string,
): Promise<{ readonly until: string | undefined } | undefined> {
  const usual = ['Until when? 2h, 3d, 2026-12-01; empty: until somebody lets it go.'];
  let question = { lines: usual, initial: '' };
  for (;;) {
    const given = await asked.text({ title: `Hold ${name}`, optional: true, ...question });
    if (given === undefined) return undefined;
    if (given === '') return { until: undefined };
    try {
      return { until: parseUntil(given, Date.now()) };
    } catch (thrown) {
      question = { lines: [toProblem(thrown).message, ...usual], initial: given };
    }
  }
}

/** Lets the host or the file under the cursor be written again, after a question. */
export async function letGo({ store, services, runner, asked }: ActionContext): Promise<void> {
  const target = targetOf(store.state);
  if (target === undefined) return;
  const name = nameHeld(target.host, target);
  const lines = ['Whoever changes it next, writes it.'];
  if (!(await asked.confirm({ title: `Let ${name} be written again?`, lines, proceed: 'let go' }))) return;
  await runner.run({
    kind: 'release',
    start: () => tell(`letting ${name} go`, () => services.delivery.release(target)),
    end: (held) => ({
      kind: 'task',
      name: 'release',
      result: 'done',
      text: held ? `${name} may be written again` : `nothing held ${name}`,
      problems: [],
    }),
  });
  await readStanding(store, services);
}

async function* tell<Result>(text: string, run: () => Promise<Result>): Operation<TaskEvent, Result> {
  yield { type: 'task-stage', text };
  return await run();
}
