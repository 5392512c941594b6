import type { Arguments, BlockNode, Expression, Node, Statement } from './nodes.ts';

/** The children of a node, in the order Jinja2 visits them. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'Name':
    case 'NSRef':
    case 'Const':
    case 'TemplateData':
      return [];
    case 'Tuple':
    case 'List':
      return node.items;
    case 'Dict':
      return node.items.flatMap((item) => [item.key, item.value]);
    case 'Not':
    case 'Neg':
    case 'Pos':
      return [node.operand];
    case 'Compare':
      return [node.first, ...node.rest.map((part) => part.operand)];
    case 'Concat':
    case 'Output':
      return node.parts;
    case 'Getattr':
      return [node.target];
    case 'Getitem':
      return [node.target, node.key];
    case 'Slice':
      return present([node.start, node.stop, node.step]);
    case 'Call':
      return [node.callee, ...argumentsOf(node)];
    case 'Filter':
    case 'Test':
      return [...present([node.target]), ...argumentsOf(node)];
    case 'CondExpr':
      return present([node.test, node.then, node.otherwise]);
    case 'For':
      return [node.target, node.iterable, ...node.body, ...node.otherwise, ...present([node.test])];
    case 'If':
      return [node.test, ...node.body, ...node.elifs, ...node.otherwise];
    case 'Macro':
      return [...node.args, ...node.defaults, ...node.body];
    case 'CallBlock':
      return [node.call, ...node.args, ...node.defaults, ...node.body];
    case 'FilterBlock':
      return [...node.body, node.filter];
    case 'With':
      return [...node.targets, ...node.values, ...node.body];
    case 'Scope':
      return [node.enabled, ...node.body];
    case 'Block':
      return node.body;
    case 'Extends':
    case 'Include':
    case 'Import':
    case 'FromImport':
      return [node.template];
    case 'Assign':
      return [node.target, node.value];
    case 'AssignBlock':
      return [node.target, ...present([node.filter]), ...node.body];
    default:
      return [node.left, node.right];
  }
}

function argumentsOf(node: Arguments): Expression[] {
  const named = node.kwargs.map((pair) => pair.value);
  return [...node.args, ...named, ...present([node.dynamicArgs, node.dynamicKwargs])];
}

function present(nodes: readonly (Expression | undefined)[]): Expression[] {
  return nodes.filter((node) => node !== undefined);
}

/** Every node below these, depth first. */
export function* descendants(nodes: readonly Node[]): Generator<Node, void> {
  for (const node of nodes) {
    yield node;
    yield* descendants(childrenOf(node));
  }
}

/** The blocks anywhere in a template, outer before inner. */
export function findBlocks(body: readonly Statement[]): BlockNode[] {
  const blocks: BlockNode[] = [];
  for (const node of descendants(body)) if (node.kind === 'Block') blocks.push(node);
  return blocks;
}

/**
 * Which of these names are read before they are assigned. The search does not enter blocks, and a name that was
 * assigned anywhere before counts as declared, whatever its scope: so does Jinja2.
 */
export function findUndeclared(nodes: readonly Node[], names: readonly string[]): Set<string> {
  const candidates = new Set(names);
  const undeclared = new Set<string>();
  const visit = (node: Node): void => {
    if (node.kind === 'Block') return;
    if (node.kind === 'Name') {
      if (node.use === 'load' && candidates.has(node.name)) undeclared.add(node.name);
      else candidates.delete(node.name);
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  for (const node of nodes) visit(node);
  return undeclared;
}
