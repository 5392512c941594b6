import type { Cause, CauseName, Evidence } from '../model.ts';

interface CauseParts {
  readonly confidence: number;
  readonly explanation: string;
  readonly evidence: readonly (readonly Evidence[])[];
  readonly fix: readonly string[];
}

/** A cause from its parts; the same evidence is shown once. */
export function makeCause(cause: CauseName, { confidence, explanation, evidence, fix }: CauseParts): Cause {
  const seen = new Set<string>();
  const shown = evidence.flat().filter(({ host, command, output }) => {
    const key = `${host}\n${command}\n${output}`;
    return !seen.has(key) && seen.add(key);
  });
  return { cause, confidence: Math.round(confidence * 100) / 100, explanation, evidence: shown, fix };
}

/** The likeliest first; of one cause told twice, the likelier. */
export function rankCauses(causes: readonly Cause[]): Cause[] {
  const best = new Map<CauseName, Cause>();
  for (const cause of causes) {
    const known = best.get(cause.cause);
    if (known === undefined || cause.confidence > known.confidence) best.set(cause.cause, cause);
  }
  return [...best.values()].sort((one, other) => other.confidence - one.confidence);
}
