import { modulo } from '../python/arithmetic.ts';
import { contains, equals, order, textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { tryIterate, tryLength } from '../python/iterate.ts';
import { htmlOf } from '../python/markup.ts';
import { toNumeric } from '../python/numbers.ts';
import { PyObject } from '../python/object.ts';
import { str } from '../python/repr.ts';
import { PyBytes, PyFloat, PyTuple } from '../python/scalars.ts';
import { PyRange } from '../python/sequences.ts';
import { isLower, isUpper } from '../python/text-case.ts';
import { Undefined } from '../python/undefined.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define, defineBuiltin } from '../runtime/operation.ts';

const comparing = (sign: '<' | '<=' | '>' | '>=') => (values: unknown[]) => order(values[0], values[1], sign);
const isEqual = defineBuiltin('eq', 2, ([left, right]) => equals(left, right));
const isUnequal = defineBuiltin('ne', 2, ([left, right]) => !equals(left, right));
const isLess = defineBuiltin('lt', 2, comparing('<'));
const isAtMost = defineBuiltin('le', 2, comparing('<='));
const isGreater = defineBuiltin('gt', 2, comparing('>'));
const isAtLeast = defineBuiltin('ge', 2, comparing('>='));

/** The built-in tests by name. */
export const builtinTests: ReadonlyMap<string, Operation> = new Map([
  ['odd', define('test_odd(value)', ([value]) => equals(modulo(value, 2), 1))],
  ['even', define('test_even(value)', ([value]) => equals(modulo(value, 2), 0))],
  ['divisibleby', define('test_divisibleby(value, num)', ([value, by]) => equals(modulo(value, by), 0))],
  ['defined', define('test_defined(value)', ([value]) => !(value instanceof Undefined))],
  ['undefined', define('test_undefined(value)', ([value]) => value instanceof Undefined)],
  [
    'filter',
    define('test_filter(environment, value)', ([value], { render }) =>
      hasName(render.environment.filters, value),
    ),
  ],
  [
    'test',
    define('test_test(environment, value)', ([value], { render }) =>
      hasName(render.environment.tests, value),
    ),
  ],
  ['none', define('test_none(value)', ([value]) => value === null)],
  ['boolean', define('test_boolean(value)', ([value]) => typeof value === 'boolean')],
  ['false', define('test_false(value)', ([value]) => value === false)],
  ['true', define('test_true(value)', ([value]) => value === true)],
  [
    'integer',
    define('test_integer(value)', ([value]) => typeof value === 'number' || typeof value === 'bigint'),
  ],
  ['float', define('test_float(value)', ([value]) => value instanceof PyFloat)],
  ['lower', define('test_lower(value)', ([value]) => isLower(str(value)))],
  ['upper', define('test_upper(value)', ([value]) => isUpper(str(value)))],
  ['string', define('test_string(value)', ([value]) => textOf(value) !== undefined)],
  ['mapping', define('test_mapping(value)', ([value]) => value instanceof PyDict)],
  ['number', define('test_number(value)', ([value]) => toNumeric(value) !== undefined)],
  ['sequence', define('test_sequence(value)', ([value]) => isSequence(value))],
  ['iterable', define('test_iterable(value)', ([value]) => isIterable(value))],
  ['callable', defineBuiltin('callable', 1, ([value]) => value instanceof PyObject && value.callable)],
  ['sameas', define('test_sameas(value, other)', ([value, other]) => value === other)],
  ['escaped', define('test_escaped(value)', ([value]) => htmlOf(value) !== undefined)],
  ['in', define('test_in(value, seq)', ([value, container]) => contains(container, value))],
  ['==', isEqual],
  ['eq', isEqual],
  ['equalto', isEqual],
  ['!=', isUnequal],
  ['ne', isUnequal],
  ['>', isGreater],
  ['gt', isGreater],
  ['greaterthan', isGreater],
  ['ge', isAtLeast],
  ['>=', isAtLeast],
  ['<', isLess],
  ['lt', isLess],
  ['lessthan', isLess],
  ['<=', isAtMost],
  ['le', isAtMost],
]);

function hasName(operations: ReadonlyMap<string, Operation>, value: unknown): boolean {
  const text = textOf(value);
  if (text !== undefined) return operations.has(text);
  // A value that cannot be a key raises, as a look-up in a dict does.
  return new PyDict().has(value);
}

/** Has a length and items. */
function isSequence(value: unknown): boolean {
  if (value instanceof Undefined) return value.mode !== 'strict';
  if (textOf(value) !== undefined || Array.isArray(value)) return true;
  if (value instanceof PyDict || value instanceof PyTuple || value instanceof PyRange) return true;
  return value instanceof PyBytes && tryLength(value) !== undefined;
}

function isIterable(value: unknown): boolean {
  try {
    return tryIterate(value) !== undefined;
  } catch (error) {
    if (error instanceof PyError && error.kind === 'TypeError') return false;
    throw error;
  }
}
