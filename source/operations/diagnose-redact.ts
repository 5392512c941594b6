import { sanitize, sanitizeLine } from '../basics/sanitize.ts';
import type { Diagnosis, Evidence } from '../diagnosis/model.ts';
import { createRedactor } from '../secrets/redaction.ts';

const longestWords = 2_000;

/** Makes a diagnosis fit to be shown: known secrets out, control characters visible, everything bounded. */
export function createCleaner(secrets: Iterable<string>): (diagnosis: Diagnosis) => Diagnosis {
  const redact = createRedactor(secrets);
  const line = (text: string) => sanitizeLine(redact(text), longestWords);
  const evidence = ({ host, command, output }: Evidence): Evidence => ({
    host,
    command: line(command),
    output: sanitize(redact(output)),
  });
  return (diagnosis) => ({
    ...diagnosis,
    subject: line(diagnosis.subject),
    symptom: line(diagnosis.symptom),
    causes: diagnosis.causes.map((cause) => ({
      ...cause,
      explanation: line(cause.explanation),
      evidence: cause.evidence.map(evidence),
      fix: cause.fix.map(line),
    })),
    unread: diagnosis.unread.map(({ host, command, reason }) => ({
      host,
      command: line(command),
      reason: line(reason),
    })),
  });
}
