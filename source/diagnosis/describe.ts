import type { Cause, Diagnosis, Evidence, Unread } from './model.ts';

const shownCauses = 3;

/** A diagnosis as lines of text, the likeliest cause with all its evidence. */
export function describeDiagnosis({ host, subject, symptom, causes, unread }: Diagnosis): string[] {
  const [first, ...others] = causes;
  return [
    `${host} ${subject}: ${symptom}`,
    ...(first === undefined ? ['  Nothing wrong was found.'] : describeCause(first)),
    ...others
      .slice(0, shownCauses)
      .map(({ cause, confidence, explanation }) => `  or ${cause} (${percent(confidence)}): ${explanation}`),
    ...unread.map((each) => `  ${describeUnread(each)}`),
  ];
}

export function describeUnread({ host, command, reason }: Unread): string {
  return `not read on ${host}: ${command} (${reason})`;
}

function describeCause({ cause, confidence, explanation, evidence, fix }: Cause): string[] {
  return [
    `  ${cause} (${percent(confidence)}): ${explanation}`,
    ...evidence.flatMap(describeEvidence),
    ...fix.map((line, index) => `  ${index === 0 ? 'What to do: ' : '            '}${line}`),
  ];
}

function describeEvidence({ host, command, output }: Evidence): string[] {
  return [`    ${host}$ ${command}`, ...output.split('\n').map((line) => `      ${line}`)];
}

function percent(confidence: number): string {
  return `${Math.round(confidence * 100)} %`;
}
