import type { Cause, Diagnosis } from '../../diagnosis/model.ts';
import type { AnswerLine } from '../store/state.ts';

const blank: AnswerLine = { part: 'space', text: '' };
const shownOthers = 3;

function percent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`;
}

/** The likeliest cause: what it is, what to do, and what showed it. */
function causeLines({ cause, confidence, explanation, evidence, fix }: Cause): readonly AnswerLine[] {
  return [
    { part: 'bad', text: `${cause} (${percent(confidence)}): ${explanation}` },
    ...fix.map((text): AnswerLine => ({ part: 'hint', text })),
    ...evidence.flatMap(({ host, command, output }): readonly AnswerLine[] => [
      { part: 'fact', text: `${host}$ ${command}` },
      ...output.split('\n').map((text): AnswerLine => ({ part: 'detail', text })),
    ]),
  ];
}

function oneDiagnosis({ host, subject, symptom, causes, unread }: Diagnosis): readonly AnswerLine[] {
  const [first, ...others] = causes;
  return [
    { part: 'heading', text: `${host} ${subject}: ${symptom}` },
    ...(first === undefined
      ? [{ part: 'fact', text: 'nothing wrong was found' } as const]
      : causeLines(first)),
    ...others.slice(0, shownOthers).map(
      ({ cause, confidence, explanation }): AnswerLine => ({
        part: 'fact',
        text: `or ${cause} (${percent(confidence)}): ${explanation}`,
      }),
    ),
    ...unread.map(
      ({ host: where, command, reason }): AnswerLine => ({
        part: 'warning',
        text: `not read on ${where}: ${command} (${reason})`,
      }),
    ),
    blank,
  ];
}

/** What is wrong and why, each thing after the other. */
export function diagnosisLines(diagnoses: readonly Diagnosis[]): readonly AnswerLine[] {
  if (diagnoses.length === 0) return [{ part: 'fact', text: 'Nothing wrong was found.' }];
  return diagnoses.flatMap(oneDiagnosis);
}
