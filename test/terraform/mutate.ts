/** The value with its `which`-th part, in the order of the tree, replaced. */
export function mutate(value: unknown, which: number, replacement: unknown): unknown {
  let left = which;
  const visit = (part: unknown): unknown => {
    left -= 1;
    if (left === -1) return replacement;
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, visit(item)]));
  };
  return visit(value);
}
