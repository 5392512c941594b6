import { quote } from '../python/quote.ts';
import type { BlockFunction } from '../runtime/context.ts';
import type { Environment } from '../runtime/environment-core.ts';
import type { BlockNode, Expression } from '../syntax/nodes.ts';
import { SyntaxProblem } from '../syntax/tokens.ts';

/** Whether escaping is known while compiling, and on. */
export interface EscapeMode {
  autoescape: boolean;
  /** Decided only when the template runs. */
  volatile: boolean;
}

/** What the parts of the compiler share about one template. */
export class Compiler {
  /**
   * The line of the last statement that marked one. Jinja2 maps errors to template lines by marks in the code it
   * writes, in the order it writes it; what has no mark of its own has that of the code before.
   */
  line = 1;
  readonly escaping: EscapeMode;
  readonly blocks = new Map<string, BlockNode>();
  readonly compiledBlocks = new Map<string, BlockFunction>();
  /** Expressions that were tried, and their values. */
  readonly constants = new Map<Expression, { readonly value: unknown } | undefined>();
  extendsSoFar = 0;
  /** The template certainly extends another: output outside blocks is dropped. */
  hasKnownExtends = false;
  /** Names of parameters that have no value yet while defaults are computed. */
  readonly unsetParameters: Set<string>[] = [];

  constructor(
    readonly environment: Environment,
    readonly name: string,
    /** Whether the code follows what it reads. */
    readonly traced: boolean,
  ) {
    this.escaping = { autoescape: environment.autoescape, volatile: false };
  }

  /** Marks the line of what is compiled next, and answers it. */
  mark(node: { readonly line: number }): number {
    this.line = node.line;
    return node.line;
  }

  /** A misuse found while compiling. */
  fail(message: string, line: number): never {
    throw new SyntaxProblem(message, line, 'TemplateAssertionError');
  }

  /** A node's place as messages show it. */
  describePlace(node: { readonly line: number }): string {
    return `line ${node.line} in ${quote(this.name)}`;
  }

  isUnsetParameter(ref: string): boolean {
    return this.unsetParameters.at(-1)?.has(ref) ?? false;
  }
}

/** Thrown inside the compiler where the rest of a body can never run. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
