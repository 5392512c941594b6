import type { Cause, Diagnosis, Evidence } from './model.ts';

/** What has one root: the diagnosis that shows it, and the others it explains too. */
export interface DiagnosisGroup {
  readonly root: Diagnosis;
  readonly also: readonly Diagnosis[];
}

/**
 * Puts together what the same first cause explains, in the order given: a wrong key downs a tunnel at both ends and
 * the sessions through it. The same words alone are not enough: the same answer of a host has to show it.
 */
export function groupDiagnoses(diagnoses: readonly Diagnosis[]): readonly DiagnosisGroup[] {
  const groups: { root: Diagnosis; also: Diagnosis[] }[] = [];
  for (const diagnosis of diagnoses) {
    const known = groups.find(({ root }) => haveOneCause(root, diagnosis));
    if (known === undefined) groups.push({ root: diagnosis, also: [] });
    else known.also.push(diagnosis);
  }
  return groups;
}

function haveOneCause({ causes: [one] }: Diagnosis, { causes: [other] }: Diagnosis): boolean {
  if (one === undefined || other === undefined || !isSureEnough(one)) return false;
  if (one.cause !== other.cause || one.explanation !== other.explanation) return false;
  return one.evidence.some((each) => other.evidence.some((theirs) => isSame(each, theirs)));
}

/** What was not explained, or only a peer's word repeated, is nobody's root. */
function isSureEnough({ cause }: Cause): boolean {
  return cause !== 'unexplained' && cause !== 'notification';
}

function isSame(one: Evidence, other: Evidence): boolean {
  return one.host === other.host && one.command === other.command && one.output === other.output;
}
