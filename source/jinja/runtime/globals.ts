import { makeLipsum } from '../filters/lipsum.ts';
import { PyDict } from '../python/dict.ts';
import { describeCount } from '../python/methods.ts';
import { requireOneSource, updateDict } from '../python/methods-dict.ts';
import { asInt, clampInt } from '../python/numbers.ts';
import { type Kwargs, missing, PyObject } from '../python/object.ts';
import { PyRange } from '../python/sequences.ts';
import { fullTypeName } from '../python/type-names.ts';
import { reserveItems } from './budget.ts';
import { PyError } from './errors.ts';
import { PyFunction } from './function.ts';
import { Namespace } from './namespace.ts';
import { bindArguments, readSignature } from './signature.ts';

/** The built-in functions of templates by name. */
export const builtinGlobals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['range', new PyFunction('range', makeRange, 'type')],
  ['dict', new PyFunction('dict', makeDict, 'type')],
  ['lipsum', new PyFunction('generate_lorem_ipsum', makeLipsum)],
  ['cycler', new PyFunction('jinja2.utils.Cycler', makeCycler, 'type')],
  ['joiner', new PyFunction('jinja2.utils.Joiner', makeJoiner, 'type')],
  ['namespace', new PyFunction('jinja2.utils.Namespace', makeNamespace, 'type')],
]);

function makeRange(args: unknown[], kwargs: Kwargs): PyRange {
  if (kwargs.size > 0) throw new PyError('TypeError', 'range() takes no keyword arguments');
  if (args.length < 1 || args.length > 3) {
    throw new PyError('TypeError', describeCount('range', 1, 3, args.length));
  }
  const [first = 0, second, third = 1] = args.map(rangeArgument);
  if (third === 0) throw new PyError('ValueError', 'range() arg 3 must not be zero');
  return second === undefined ? new PyRange(0, first, 1) : new PyRange(first, second, third);
}

function rangeArgument(value: unknown): number {
  const int = asInt(value);
  if (int !== undefined) return clampInt(int);
  throw new PyError('TypeError', `'${fullTypeName(value)}' object cannot be interpreted as an integer`);
}

function makeDict(args: unknown[], kwargs: Kwargs): PyDict {
  requireOneSource('dict', args);
  const dict = new PyDict();
  updateDict(dict, args[0], kwargs);
  return dict;
}

function makeNamespace(args: unknown[], kwargs: Kwargs): Namespace {
  const values = new Map<string, unknown>();
  for (const [key, value] of makeDict(args, kwargs)) values.set(String(key), value);
  return new Namespace(values);
}

/** `cycler(…)`: hands out its items in turn. */
class Cycler extends PyObject {
  readonly typeName = 'Cycler';
  readonly #items: readonly unknown[];
  #position = 0;

  constructor(items: readonly unknown[]) {
    super();
    this.#items = items;
  }

  override get typeModule(): string {
    return 'jinja2.utils';
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'current':
        return this.#items[this.#position];
      case 'pos':
        return this.#position;
      case 'next':
        return new PyFunction('next', () => this.#next(), 'method');
      case 'reset':
        return new PyFunction('reset', () => this.#reset(), 'method');
      default:
        return missing;
    }
  }

  #next(): unknown {
    const item = this.#items[this.#position];
    this.#position = (this.#position + 1) % this.#items.length;
    return item;
  }

  #reset(): null {
    this.#position = 0;
    return null;
  }
}

function makeCycler(args: unknown[], kwargs: Kwargs): Cycler {
  refuseKwargs('Cycler.__init__', kwargs);
  if (args.length === 0) throw new PyError('RuntimeError', 'at least one item has to be provided');
  reserveItems(args.length);
  return new Cycler(args);
}

function refuseKwargs(name: string, kwargs: Kwargs): void {
  const [first] = kwargs.keys();
  if (first !== undefined) {
    throw new PyError('TypeError', `${name}() got an unexpected keyword argument '${first}'`);
  }
}

/** `joiner(separator)`: nothing the first time it is called, then the separator. */
class Joiner extends PyObject {
  readonly typeName = 'Joiner';
  #used = false;

  constructor(readonly separator: unknown) {
    super();
  }

  override get typeModule(): string {
    return 'jinja2.utils';
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: unknown[], kwargs: Kwargs): unknown {
    if (args.length + kwargs.size > 0) {
      throw new PyError(
        'TypeError',
        `Joiner.__call__() takes 1 positional argument but ${args.length + 1} were given`,
      );
    }
    if (this.#used) return this.separator;
    this.#used = true;
    return '';
  }

  override attribute(name: string): unknown {
    if (name === 'sep') return this.separator;
    return name === 'used' ? this.#used : missing;
  }
}

const joinerSignature = readSignature("Joiner.__init__(environment, sep='\\x2c ')");

function makeJoiner(args: unknown[], kwargs: Kwargs): Joiner {
  const [separator] = bindArguments(joinerSignature, args, kwargs).values;
  return new Joiner(separator);
}
