import type { ClockSkew } from './model.ts';

/**
 * The host's clock against ours, from one question: we asked at `asked` and had the answer at `answered`
 * (milliseconds since 1970), and the host read its clock half way between. Undefined where the answer is no time.
 */
export function measureSkew(answer: string, asked: number, answered: number): ClockSkew | undefined {
  // What a login shell greets with stands before it.
  const last = answer.trim().split('\n').at(-1) ?? '';
  const found = /^(\d{9,11})(?:\.(\d{1,9}))?/.exec(last);
  if (found === null || answered < asked) return undefined;
  const fraction = found[2];
  const whole = Number(found[1]);
  // A clock that tells whole seconds is, on average, half a second further.
  const seconds = fraction === undefined ? whole + 0.5 : whole + Number(`0.${fraction}`);
  const half = (answered - asked) / 2_000;
  const step = fraction === undefined ? 0.5 : 0;
  return { offset: seconds - (asked / 1_000 + half), uncertainty: half + step };
}

/** The surer of two measures. */
export function chooseSurer(one: ClockSkew | undefined, other: ClockSkew | undefined): ClockSkew | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.uncertainty < one.uncertainty ? other : one;
}
