import { iterate, tryIterate } from '../python/iterate.ts';
import { fullTypeName } from '../python/type-names.ts';
import type { Activation } from '../runtime/activation.ts';
import { PyError } from '../runtime/errors.ts';
import { Namespace } from '../runtime/namespace.ts';
import type { Expression } from '../syntax/nodes.ts';
import { Provenance } from '../trace/provenance.ts';
import { type BlockScope, reach } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';

/** Puts a value into what stands on the left of an assignment; the history goes along while tracing. */
export type Assign = (activation: Activation, value: unknown, history?: Provenance) => void;

export function compileTarget(compiler: Compiler, target: Expression, scope: BlockScope): Assign {
  switch (target.kind) {
    case 'Name':
      return assignName(target.name, scope, compiler.traced);
    case 'NSRef':
      return assignAttribute(target.name, target.attribute, scope);
    case 'Tuple':
      return assignTuple(target.items.map((item) => compileTarget(compiler, item, scope)));
    default:
      return compiler.fail(`can't assign to '${target.kind.toLowerCase()}'`, target.line);
  }
}

function assignName(name: string, scope: BlockScope, traced: boolean): Assign {
  const { hops, slot } = scope.locate(name);
  if (!traced && hops === 0) {
    return (activation, value) => {
      activation.slots[slot] = value;
    };
  }
  return (activation, value, history) => {
    const owner = reach(activation, hops);
    owner.slots[slot] = value;
    owner.histories[slot] = history;
  };
}

function assignAttribute(name: string, attribute: string, scope: BlockScope): Assign {
  const { hops, slot } = scope.locate(name);
  return (activation, value, history) => {
    const namespace = requireNamespace(reach(activation, hops).slots[slot]);
    namespace.values.set(attribute, value);
    if (history !== undefined) activation.render.tracer?.putInto(namespace, history, attribute);
  };
}

export function requireNamespace(value: unknown): Namespace {
  if (value instanceof Namespace) return value;
  throw new PyError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
}

function assignTuple(targets: readonly Assign[]): Assign {
  return (activation, value, history) => {
    const parts = unpack(value, targets.length);
    targets.forEach((assign, index) => {
      assign(
        activation,
        parts[index],
        history === undefined ? undefined : partHistory(value, index, history),
      );
    });
  };
}

/** A part of a list is a place of its own. */
function partHistory(value: unknown, index: number, history: Provenance): Provenance {
  if (!Array.isArray(value)) return history;
  const made = new Provenance();
  made.add({ container: value, key: index });
  made.add(history);
  return made;
}

/** The items of a value that must have exactly so many. */
function unpack(value: unknown, count: number): unknown[] {
  if (tryIterate(value) === undefined) {
    throw new PyError('TypeError', `cannot unpack non-iterable ${fullTypeName(value)} object`);
  }
  const iterator = iterate(value);
  const parts: unknown[] = [];
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    if (parts.length === count) {
      throw new PyError('ValueError', `too many values to unpack (expected ${count})`);
    }
    parts.push(step.value);
  }
  if (parts.length < count) {
    throw new PyError('ValueError', `not enough values to unpack (expected ${count}, got ${parts.length})`);
  }
  return parts;
}
