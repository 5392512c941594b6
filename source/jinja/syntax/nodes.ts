/** The syntax tree of a template. Every node knows the line that Jinja2 gives it. */
export interface Position {
  readonly line: number;
}

/** What a name or a tuple of names is used for. */
export type NameUse = 'load' | 'store' | 'param';

export interface NameNode extends Position {
  readonly kind: 'Name';
  readonly name: string;
  use: NameUse;
}

/** `ns.attribute` as the target of `set`. */
export interface NamespaceNode extends Position {
  readonly kind: 'NSRef';
  readonly name: string;
  readonly attribute: string;
}

export interface ConstantNode extends Position {
  readonly kind: 'Const';
  readonly value: unknown;
}

export interface DataNode extends Position {
  readonly kind: 'TemplateData';
  readonly text: string;
}

export interface TupleNode extends Position {
  readonly kind: 'Tuple';
  readonly items: readonly Expression[];
  use: NameUse;
}

export interface ListNode extends Position {
  readonly kind: 'List';
  readonly items: readonly Expression[];
}

export interface DictNode extends Position {
  readonly kind: 'Dict';
  readonly items: readonly { readonly key: Expression; readonly value: Expression }[];
}

export type ArithmeticKind = 'Add' | 'Sub' | 'Mul' | 'Div' | 'FloorDiv' | 'Mod' | 'Pow';

export interface BinaryNode extends Position {
  readonly kind: ArithmeticKind | 'And' | 'Or';
  readonly left: Expression;
  readonly right: Expression;
}

export interface UnaryNode extends Position {
  readonly kind: 'Not' | 'Neg' | 'Pos';
  readonly operand: Expression;
}

export type Comparison = 'eq' | 'ne' | 'lt' | 'lteq' | 'gt' | 'gteq' | 'in' | 'notin';

export interface CompareNode extends Position {
  readonly kind: 'Compare';
  readonly first: Expression;
  readonly rest: readonly { readonly comparison: Comparison; readonly operand: Expression }[];
}

export interface ConcatNode extends Position {
  readonly kind: 'Concat';
  readonly parts: readonly Expression[];
}

export interface AttributeNode extends Position {
  readonly kind: 'Getattr';
  readonly target: Expression;
  readonly attribute: string;
}

export interface ItemNode extends Position {
  readonly kind: 'Getitem';
  readonly target: Expression;
  readonly key: Expression;
}

export interface SliceNode extends Position {
  readonly kind: 'Slice';
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

/** The arguments of a call, a filter or a test. */
export interface Arguments {
  readonly args: readonly Expression[];
  readonly kwargs: readonly { readonly key: string; readonly value: Expression }[];
  readonly dynamicArgs: Expression | undefined;
  readonly dynamicKwargs: Expression | undefined;
}

export interface CallNode extends Position, Arguments {
  readonly kind: 'Call';
  readonly callee: Expression;
}

export interface FilterNode extends Position, Arguments {
  readonly kind: 'Filter';
  readonly name: string;
  /** Absent for the block that a filter section or a block `set` captures. */
  readonly target: Expression | undefined;
}

export interface TestNode extends Position, Arguments {
  readonly kind: 'Test';
  readonly name: string;
  readonly target: Expression;
}

export interface ConditionalNode extends Position {
  readonly kind: 'CondExpr';
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression | undefined;
}

export type Expression =
  | NameNode
  | NamespaceNode
  | ConstantNode
  | DataNode
  | TupleNode
  | ListNode
  | DictNode
  | BinaryNode
  | UnaryNode
  | CompareNode
  | ConcatNode
  | AttributeNode
  | ItemNode
  | SliceNode
  | CallNode
  | FilterNode
  | TestNode
  | ConditionalNode;

export interface OutputNode extends Position {
  readonly kind: 'Output';
  readonly parts: readonly Expression[];
}

export interface ForNode extends Position {
  readonly kind: 'For';
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly test: Expression | undefined;
  readonly recursive: boolean;
}

export interface IfNode extends Position {
  readonly kind: 'If';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly elifs: readonly IfNode[];
  readonly otherwise: readonly Statement[];
}

export interface Signature {
  readonly args: readonly NameNode[];
  readonly defaults: readonly Expression[];
}

export interface MacroNode extends Position, Signature {
  readonly kind: 'Macro';
  readonly name: string;
  readonly body: readonly Statement[];
}

export interface CallBlockNode extends Position, Signature {
  readonly kind: 'CallBlock';
  readonly call: CallNode;
  readonly body: readonly Statement[];
}

export interface FilterBlockNode extends Position {
  readonly kind: 'FilterBlock';
  readonly filter: FilterNode;
  readonly body: readonly Statement[];
}

export interface WithNode extends Position {
  readonly kind: 'With';
  readonly targets: readonly Expression[];
  readonly values: readonly Expression[];
  readonly body: readonly Statement[];
}

export interface AutoescapeNode extends Position {
  readonly kind: 'Scope';
  readonly enabled: Expression;
  readonly body: readonly Statement[];
}

export interface BlockNode extends Position {
  readonly kind: 'Block';
  readonly name: string;
  readonly body: readonly Statement[];
  readonly scoped: boolean;
  readonly required: boolean;
}

export interface ExtendsNode extends Position {
  readonly kind: 'Extends';
  readonly template: Expression;
}

export interface IncludeNode extends Position {
  readonly kind: 'Include';
  readonly template: Expression;
  readonly withContext: boolean;
  readonly ignoreMissing: boolean;
}

export interface ImportNode extends Position {
  readonly kind: 'Import';
  readonly template: Expression;
  readonly target: string;
  readonly withContext: boolean;
}

export interface FromImportNode extends Position {
  readonly kind: 'FromImport';
  readonly template: Expression;
  readonly names: readonly { readonly name: string; readonly alias: string }[];
  readonly withContext: boolean;
}

export interface AssignNode extends Position {
  readonly kind: 'Assign';
  readonly target: Expression;
  readonly value: Expression;
}

export interface AssignBlockNode extends Position {
  readonly kind: 'AssignBlock';
  readonly target: Expression;
  readonly filter: FilterNode | undefined;
  readonly body: readonly Statement[];
}

export type Statement =
  | OutputNode
  | ForNode
  | IfNode
  | MacroNode
  | CallBlockNode
  | FilterBlockNode
  | WithNode
  | AutoescapeNode
  | BlockNode
  | ExtendsNode
  | IncludeNode
  | ImportNode
  | FromImportNode
  | AssignNode
  | AssignBlockNode;

export type Node = Expression | Statement;

export interface TemplateNode {
  readonly body: readonly Statement[];
}
