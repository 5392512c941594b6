import {
  type Alias,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
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
  let problem: { readonly node: Node; readonly reason: string } | undefined;
  const refuse = (node: Node, reason: string): symbol => {
    problem = { node, reason };
    return visit.BREAK;
  };
  visit(contents, {
    Node(_key, node, path) {
      if (path.length > 2 * depthLimit)
        return refuse(node, `values nest more than ${depthLimit} levels deep`);
      if (!('anchor' in node) || typeof node.anchor !== 'string') return undefined;
      if (anchors.has(node.anchor)) return refuse(node, `the anchor &${node.anchor} is set a second time`);
      anchors.set(node.anchor, node);
      return undefined;
    },
    Alias(_key, alias, path) {
      const name = alias.source;
      const target = anchors.get(name);
      if (target === undefined) return refuse(alias, `the alias *${name} has no anchor &${name} before it`);
      if (path.includes(target)) return refuse(alias, `the value &${name} contains itself`);
      targets.set(alias, target);
      return undefined;
    },
  });
  return problem === undefined ? { kind: 'targets', targets } : { kind: 'invalid', ...problem };
}

/** A value position of a collection as a node; an empty one is null. */
export function toNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

/** The resolved type of a scalar without a tag: quoted and block scalars are text. The tag `!` resolves all. */
export function untaggedType(node: Scalar, text: string): CoreTag {
  return node.tag === '!' || node.type === undefined || node.type === 'PLAIN' ? resolvePlainTag(text) : 'str';
}

/** Whether a key is the plain `<<` of a merge. */
export function isMergeKey(key: Node | null): boolean {
  return isPlainScalar(key, '<<');
}

/** Whether a key is the plain `=`, which PyYAML reads as text when it is a key, and only then. */
export function isValueKey(key: Node | null): boolean {
  return isPlainScalar(key, '=');
}

/** Whether nothing at all is written where a key belongs. */
export function isAbsent(key: Node | null): boolean {
  return key === null || (isPlainScalar(key, '') && key.anchor === undefined);
}

/**
 * A scalar's text. Where a file ends within a block scalar, without a newline, PyYAML has no newline either: YAML
 * 1.2 would add one.
 */
export function readScalarText(node: Scalar, source: string): string {
  const text = typeof node.value === 'string' ? node.value : '';
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  if (!isBlock || !text.endsWith('\n') || (node.range?.[1] ?? 0) < source.length) return text;
  const content = text.slice(0, -1);
  const written = source.slice(source.lastIndexOf('\n') + 1);
  if (written === '') return text;
  const read = content.slice(content.lastIndexOf('\n') + 1);
  // A folded line is the end of what was read; an indented one has it as its end.
  const ended = written.trimStart() === '' ? read !== '' : content.endsWith(written.trimStart());
  return ended ? content : text;
}

/** A number that JSON knows and YAML 1.1 takes for text. */
export function isJsonExponent(node: Scalar, text: string): boolean {
  return (
    node.type === 'PLAIN' && node.tag === undefined && /^-?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]+$/.test(text)
  );
}

/** What YAML 1.1 does not take for text inside [ ] and { }, though later versions do. */
export function findFlowProblem(
  item: unknown,
  parent: YAMLMap | YAMLSeq,
  source: string,
): string | undefined {
  if (parent.flow !== true) return undefined;
  if (isScalar(item) && item.type === 'PLAIN' && /^[?:]/.test(String(item.value))) {
    return 'inside [ ] and { } a value that begins with a colon or question mark has to be quoted';
  }
  if (
    isMap(item) &&
    source[item.range?.[0] ?? 0] !== '{' &&
    item.items.some(({ value }) => isAbsent(toNode(value)))
  ) {
    return 'the colon at the end makes this a mapping; quote the value';
  }
  return undefined;
}

/** Whether a single-quoted scalar has its closing quote; at the end of a file the parser does not ask. */
export function isClosed(node: Scalar, source: string): boolean {
  if (node.type !== 'QUOTE_SINGLE') return true;
  const [from = 0, to = 0] = node.range ?? [];
  return to < source.length || /^'(?:[^']|'')*'$/.test(source.slice(from, to));
}

function isPlainScalar(node: Node | null, text: string): node is Scalar {
  return isScalar(node) && node.type === 'PLAIN' && node.tag === undefined && node.value === text;
}
