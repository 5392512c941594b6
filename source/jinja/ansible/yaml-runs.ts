import type { YamlNode } from './yaml-node.ts';
import { isBreak } from './yaml-scalar.ts';

interface Run {
  readonly kind: 'space' | 'break' | 'other';
  readonly text: string[];
  readonly isFirst: boolean;
  isLast: boolean;
}

/** A text in runs of spaces, of line breaks, and of the rest. */
export function runsOf(characters: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const character of characters) {
    const kind = character === ' ' ? 'space' : isBreak(character) ? 'break' : 'other';
    const last = runs.at(-1);
    if (last?.kind === kind) {
      last.text.push(character);
    } else {
      if (last !== undefined) last.isLast = false;
      runs.push({ kind, text: [character], isFirst: last === undefined, isLast: true });
    }
  }
  return runs;
}

/** Names for the nodes that are met more than once, in the order in which they are met again. */
export function findAnchors(root: YamlNode): Map<YamlNode, string> {
  const seen = new Set<YamlNode>();
  const anchors = new Map<YamlNode, string>();
  const visit = (node: YamlNode): void => {
    if (node.kind === 'scalar') return;
    if (seen.has(node)) {
      if (!anchors.has(node)) anchors.set(node, `id${String(anchors.size + 1).padStart(3, '0')}`);
      return;
    }
    seen.add(node);
    if (node.kind === 'sequence') node.items.forEach(visit);
    else for (const pair of node.pairs) pair.forEach(visit);
  };
  visit(root);
  return anchors;
}
