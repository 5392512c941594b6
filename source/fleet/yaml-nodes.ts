import { type Alias, isNode, isScalar, type Node, type Scalar, visit } from 'yaml';
import { type CoreTag, resolvePlainTag } from './yaml-scalars.ts';

/** What stands behind each alias: the last anchor of its name before it. */
export type AliasTargets = ReadonlyMap<Alias, Node>;

/** How deep lists and mappings may nest; far beyond any real file, well within the stack. */
export const depthLimit = 500;

export type AliasReading =
  | { readonly kind: 'targets'; readonly targets: AliasTargets }
  | { readonly kind: 'invalid'; readonly node: Node; readonly reason: string };

/** Resolves a document's aliases, in the order of the text. */
export function readAliases(contents: Node): AliasReading {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  let problem: { node: Node; reason: string } | undefined;
  visit(contents, {
    Node(_key, node, path) {
      if (path.length > 2 * depthLimit) {
        problem = { node, reason: `values nest more than ${depthLimit} levels deep` };
        return visit.BREAK;
      }
      if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
      return undefined;
    },
    Alias(_key, alias) {
      const target = anchors.get(alias.source);
      if (target !== undefined) {
        targets.set(alias, target);
        return undefined;
      }
      problem = {
        node: alias,
        reason: `the alias *${alias.source} has no anchor &${alias.source} before it`,
      };
      return visit.BREAK;
    },
  });
  return problem === undefined ? { kind: 'targets', targets } : { kind: 'invalid', ...problem };
}

/** A value position of a collection as a node; an empty one is null. */
export function toNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

/** The resolved type of a scalar without a tag: quoted and block scalars are text. */
export function untaggedType(node: Scalar, text: string): CoreTag {
  return node.type === undefined || node.type === 'PLAIN' ? resolvePlainTag(text) : 'str';
}

/** Whether a key is the plain `<<` of a merge. */
export function isMergeKey(key: Node | null): boolean {
  return isPlainScalar(key, '<<');
}

/** Whether a key is the plain `=`, which PyYAML reads as text when it is a key, and only then. */
export function isValueKey(key: Node | null): boolean {
  return isPlainScalar(key, '=');
}

function isPlainScalar(node: Node | null, text: string): boolean {
  return isScalar(node) && node.type === 'PLAIN' && node.tag === undefined && node.value === text;
}
