import { runOperation } from '../../operations/operation.ts';
import { diagnosisTarget } from '../rows/diagnosis-target.ts';
import { diagnosisLines } from '../rows/diagnosis-text.ts';
import type { AnswerLine } from '../store/state.ts';
import type { ActionContext } from './controller.ts';

/** Finds out what is wrong with what is under the cursor, and shows each finding as it is made. */
export function diagnoseTarget({ store, services, answers }: ActionContext): void {
  const target = diagnosisTarget(store.state);
  if (target === undefined) return;
  answers.seek(`what is wrong with ${target.title}?`, async (signal, tell) => {
    const steps = new Map<string, AnswerLine>();
    const result = await runOperation(services.diagnose(target.request, signal), (event) => {
      if (event.type === 'diagnose-host') {
        steps.set(event.host, { part: 'detail', text: `${event.host}: ${event.state}` });
      } else if (event.type === 'diagnose-suspect') {
        const { host, subject, symptom } = event;
        steps.set(`${host} ${subject}`, { part: 'fact', text: `${host} ${subject}: ${symptom}` });
      }
      tell([...steps.values()]);
    });
    return diagnosisLines(result.diagnoses);
  });
}
