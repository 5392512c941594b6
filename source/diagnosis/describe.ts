import type { DiagnosisGroup } from './group.ts';
import type { Cause, Diagnosis, Evidence, Unread } from './model.ts';

const shownCauses = 3;

/** One root cause as lines of text: its diagnosis, then what else it explains. */
export function describeGroup({ root, also }: DiagnosisGroup): string[] {
  const told = new Set(root.unread.map(describeUnread));
  const unread = new Set(also.flatMap((each) => each.unread.map(describeUnread)));
  return [
    ...describeDiagnosis(root),
    ...also.map(
      ({ host, subject, symptom }, index) =>
        `  ${index === 0 ? 'explains also: ' : '               '}${host} ${subject}: ${symptom}`,
    ),
    ...[...unread].filter((line) => !told.has(line)).map((line) => `  ${line}`),
  ];
}

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
