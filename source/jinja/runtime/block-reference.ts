import { type Kwargs, missing, PyObject } from '../python/object.ts';
import { quote } from '../python/quote.ts';
import { repr } from '../python/repr.ts';
import { Markup } from '../python/scalars.ts';
import { Undefined } from '../python/undefined.ts';
import type { BlockFunction, Context } from './context.ts';
import { PyError } from './errors.ts';

/** One block of a chain of inheritance, callable: `self.title`, `super`. */
export class BlockReference extends PyObject {
  readonly typeName = 'BlockReference';

  constructor(
    readonly name: string,
    readonly context: Context,
    readonly stack: readonly BlockFunction[],
    readonly depth: number,
  ) {
    super();
  }

  override get typeModule(): string {
    return 'jinja2.runtime';
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: unknown[], kwargs: Kwargs): unknown {
    if (args.length + kwargs.size > 0) {
      throw new PyError(
        'TypeError',
        `BlockReference.__call__() takes 1 positional argument but ${args.length + 1} were given`,
      );
    }
    const { render } = this.context;
    const run = (): void => this.stack[this.depth]?.run(this.context);
    let text: string;
    if (render.tracer === undefined) {
      text = render.capture(run);
    } else {
      const rich = render.tracer.capture(run);
      render.tracer.value.add(rich);
      text = rich.text;
    }
    return this.context.escaping.autoescape ? new Markup(text) : text;
  }

  override attribute(name: string): unknown {
    if (name === 'name') return this.name;
    if (name !== 'super') return missing;
    return referToBlock(this.name, this.context, this.stack, this.depth + 1);
  }
}

/** The block at a depth of its chain; undefined beyond its end. */
export function referToBlock(
  name: string,
  context: Context,
  stack: readonly BlockFunction[],
  depth: number,
): BlockReference | Undefined {
  if (depth < stack.length) return new BlockReference(name, context, stack, depth);
  const hint = `there is no parent block called ${quote(name)}.`;
  return new Undefined(context.render.environment.undefinedMode, { hint, name: 'super' });
}

/** `super` inside a block. */
export function parentOf(context: Context, block: BlockFunction): BlockReference | Undefined {
  const stack = context.blocks.get(block.name) ?? [];
  const index = stack.indexOf(block);
  return referToBlock(block.name, context, stack, index === -1 ? stack.length : index + 1);
}

/** `self` of a template: its blocks by name. */
export class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference';

  constructor(readonly context: Context) {
    super();
  }

  override get typeModule(): string {
    return 'jinja2.runtime';
  }

  override item(key: unknown): unknown {
    const stack = typeof key === 'string' ? this.context.blocks.get(key) : undefined;
    if (stack === undefined || typeof key !== 'string') throw new PyError('KeyError', repr(key));
    return new BlockReference(key, this.context, stack, 0);
  }

  override repr(): string {
    return `<TemplateReference ${quote(this.context.name)}>`;
  }
}
