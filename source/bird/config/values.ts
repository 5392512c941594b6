import type { BirdConfig } from './model.ts';
import { isGroup, isWord, type Node } from './tokens.ts';

/** Constants that lead to each other in a circle end here. */
const deepest = 20;

/** What a name stands for, however many constants lead there; the nodes themselves where it is none. */
export function resolveNodes(
  nodes: readonly Node[],
  config: Pick<BirdConfig, 'constants'>,
  depth = 0,
): readonly Node[] {
  const [only] = nodes;
  if (nodes.length !== 1 || only === undefined || depth > deepest) return nodes;
  if (isGroup(only, '(')) return resolveNodes(only.nodes, config, depth + 1);
  if (only.kind !== 'word' && only.kind !== 'symbol') return nodes;
  const constant = config.constants.get(only.text);
  return constant === undefined ? nodes : resolveNodes(constant.value, config, depth + 1);
}

/** A whole number, written out, in parentheses or as a constant; undefined where it is computed. */
export function readNumber(
  node: Node | undefined,
  config: Pick<BirdConfig, 'constants'>,
): number | undefined {
  if (node === undefined) return undefined;
  const [only, ...others] = resolveNodes([node], config);
  if (only?.kind !== 'number' || others.length > 0) return undefined;
  const value = Number(only.text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** An address, written out or as a constant. */
export function readAddress(
  node: Node | undefined,
  config: Pick<BirdConfig, 'constants'>,
): string | undefined {
  if (node === undefined) return undefined;
  const [only, ...others] = resolveNodes([node], config);
  return only?.kind === 'address' && others.length === 0 ? only.text : undefined;
}

/** A switch as BIRD reads it: `on`, `yes`, or nothing after its name; `off`, `no`. Undefined for something else. */
export function readSwitch(node: Node | undefined): boolean | undefined {
  if (node === undefined) return true;
  if (['on', 'yes'].some((word) => isWord(node, word))) return true;
  if (['off', 'no'].some((word) => isWord(node, word))) return false;
  if (node.kind === 'number') return Number(node.text) !== 0;
  return undefined;
}

/** The nodes as they would be written, one space between them: for comparing, and for showing without secrets. */
export function writeNodes(nodes: readonly Node[]): string {
  return nodes.map(writeNode).join(' ');
}

const closing = { '{': '}', '(': ')', '[': ']' } as const;

function writeNode(node: Node): string {
  if (isGroup(node)) return `${node.open} ${writeNodes(node.nodes)} ${closing[node.open]}`;
  if (node.kind === 'string') return `"${node.text}"`;
  return node.kind === 'symbol' ? `'${node.text}'` : node.text;
}
