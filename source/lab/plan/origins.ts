import { OperatorError } from '../../basics/problem.ts';
import type { Origin, OutsiderKind } from './outsider-model.ts';

/** AS numbers for documentation (RFC 5398), the ones in 16 bits. */
const documentationAs = { first: 64_496, last: 64_511 };
/** 3fff::/20 is for documentation (RFC 9637): 4096 prefixes of /32, four an outsider. */
const prefixesEach = 4;
const outsidersAtMost = 1024;

/** The highest documentation AS that nobody uses; outsiders are usually numbered from the lowest. */
export function firstFreeDocumentationAs(used: ReadonlySet<number>): number {
  for (let asn = documentationAs.last; asn >= documentationAs.first; asn--) if (!used.has(asn)) return asn;
  return 4_200_000_000;
}

/**
 * What an outsider announces: two prefixes of its own, a route server two of members behind it, and a peer a third
 * one that a ROA gives to somebody else, which a router that validates refuses.
 */
export function makeOrigins(plan: {
  readonly index: number;
  readonly asn: number;
  readonly kinds: ReadonlySet<OutsiderKind>;
  readonly used: ReadonlySet<number>;
}): Origin[] {
  const { index, asn, kinds } = plan;
  const [first, second, third] = [0, 1, 2].map((offset) => documentationPrefix(index, offset));
  if (first === undefined || second === undefined || third === undefined) return [];
  if (kinds.has('route-server')) {
    const member = firstFreeDocumentationAs(plan.used);
    const other = firstFreeDocumentationAs(new Set([...plan.used, member]));
    return [
      { prefix: first, memberAs: member, roaAs: member },
      { prefix: second, memberAs: other, roaAs: other },
    ];
  }
  const own = [
    { prefix: first, roaAs: asn },
    { prefix: second, roaAs: asn },
  ];
  return kinds.has('peer') ? [...own, { prefix: third, roaAs: firstFreeDocumentationAs(plan.used) }] : own;
}

function documentationPrefix(index: number, offset: number): string {
  if (index >= outsidersAtMost) {
    throw new OperatorError({
      kind: 'lab-too-large',
      message: `a lab has at most ${outsidersAtMost} networks around the fleet`,
      hint: 'take neighbours out of networks/sessions.yml, or make the lab of a part of the fleet',
    });
  }
  return `3fff:${(index * prefixesEach + offset).toString(16)}::/32`;
}
