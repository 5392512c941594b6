import { sanitize, sanitizeLine } from '../../basics/sanitize.ts';
import type { Diagnosis, Evidence, Unread } from '../../diagnosis/model.ts';
import { createRedactor } from '../../secrets/redaction.ts';

const longestWords = 2_000;

export interface Cleaner {
  diagnosis(diagnosis: Diagnosis): Diagnosis;
  unread(unread: Unread): Unread;
}

/** Makes what was found fit to be shown: known secrets out, control characters visible, everything bounded. */
export function createCleaner(secrets: Iterable<string>): Cleaner {
  const redact = createRedactor(secrets);
  const line = (text: string) => sanitizeLine(redact(text), longestWords);
  const evidence = ({ host, command, output }: Evidence): Evidence => ({
    host,
    command: line(command),
    output: sanitize(redact(output)),
  });
  const unread = ({ host, command, reason }: Unread): Unread => ({
    host,
    command: line(command),
    reason: line(reason),
  });
  const diagnosis = (found: Diagnosis): Diagnosis => ({
    ...found,
    subject: line(found.subject),
    symptom: line(found.symptom),
    causes: found.causes.map((cause) => ({
      ...cause,
      explanation: line(cause.explanation),
      evidence: cause.evidence.map(evidence),
      fix: cause.fix.map(line),
    })),
    unread: found.unread.map(unread),
  });
  return { diagnosis, unread };
}
