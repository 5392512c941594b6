import type { Kwargs } from '../python/object.ts';
import { PyFloat } from '../python/scalars.ts';
import { PyError } from './errors.ts';

/** The parameters of a function written in Python, from which its messages about wrong arguments follow. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Parameters before these that the language fills in itself; messages count them. */
  readonly implicit: number;
  /** `*args`: more positional arguments are collected. */
  readonly rest: boolean;
  /** `**kwargs`: more named arguments are collected. */
  readonly namedRest: boolean;
  /** A function in C that takes exactly this many arguments, by position. */
  readonly exact?: number;
}

export interface Parameter {
  readonly name: string;
  /** Absent for a parameter that must be given. */
  readonly fallback?: unknown;
}

/** Arguments in the order of the parameters, and what was collected beyond them. */
export interface Bound {
  readonly values: unknown[];
  readonly rest: unknown[];
  readonly named: Kwargs;
}

const implicitNames = new Set(['context', 'eval_ctx', 'environment']);

/** Reads `do_join(eval_ctx, value, d='', attribute=None)`. */
export function readSignature(text: string): Signature {
  const open = text.indexOf('(');
  const name = text.slice(0, open);
  const parts = text
    .slice(open + 1, -1)
    .split(', ')
    .filter((part) => part !== '');
  const [first = ''] = parts;
  const implicit = implicitNames.has(first) ? 1 : 0;
  const ordinary = parts.slice(implicit).filter((part) => !part.startsWith('*'));
  return {
    name,
    parameters: ordinary.map(readParameter),
    implicit,
    rest: parts.some((part) => /^\*\w/.test(part)),
    namedRest: parts.some((part) => part.startsWith('**')),
  };
}

/** A function in C that takes so many arguments, by position only. */
export function builtin(name: string, count: number): Signature {
  const parameters = Array.from({ length: count }, (_, index) => ({ name: `argument ${index + 1}` }));
  return { name, parameters, implicit: 0, rest: false, namedRest: false, exact: count };
}

function readParameter(text: string): Parameter {
  const [name = '', value] = text.split('=');
  return value === undefined ? { name } : { name, fallback: readLiteral(value) };
}

function readLiteral(text: string): unknown {
  if (text === 'None') return null;
  if (text === 'True' || text === 'False') return text === 'True';
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll('\\x2c', ',');
  return text.includes('.') ? new PyFloat(Number(text)) : Number(text);
}

/** Puts arguments in the order of the parameters; wrong ones raise what Python raises. */
export function bindArguments(signature: Signature, args: readonly unknown[], kwargs: Kwargs): Bound {
  if (signature.exact !== undefined) return bindExact(signature, signature.exact, args, kwargs);
  const { parameters } = signature;
  const values: unknown[] = args.slice(0, parameters.length);
  const given = values.length;
  const named: Kwargs = new Map();
  for (const [name, value] of kwargs) {
    const position = parameters.findIndex((parameter) => parameter.name === name);
    if (position === -1) {
      if (!signature.namedRest) throw unexpected(signature, name);
      named.set(name, value);
    } else if (position < given) {
      throw new PyError('TypeError', `${signature.name}() got multiple values for argument '${name}'`);
    } else {
      values[position] = value;
    }
  }
  const rest = args.slice(parameters.length);
  if (rest.length > 0 && !signature.rest) throw tooMany(signature, args.length);
  fillFallbacks(signature, values);
  return { values, rest, named };
}

function unexpected(signature: Signature, name: string): PyError {
  return new PyError('TypeError', `${signature.name}() got an unexpected keyword argument '${name}'`);
}

function fillFallbacks(signature: Signature, values: unknown[]): void {
  const absent: string[] = [];
  signature.parameters.forEach((parameter, index) => {
    if (values[index] !== undefined) return;
    if ('fallback' in parameter) values[index] = parameter.fallback;
    else absent.push(`'${parameter.name}'`);
  });
  if (absent.length === 0) return;
  const kind = `required positional argument${absent.length === 1 ? '' : 's'}`;
  throw new PyError(
    'TypeError',
    `${signature.name}() missing ${absent.length} ${kind}: ${listNames(absent)}`,
  );
}

function listNames(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}

function tooMany(signature: Signature, count: number): PyError {
  const { implicit, parameters } = signature;
  const most = parameters.length + implicit;
  const least = parameters.filter((parameter) => !('fallback' in parameter)).length + implicit;
  const wanted = least === most ? `${most}` : `from ${least} to ${most}`;
  const plural = most === 1 ? '' : 's';
  const given = count + implicit;
  return new PyError(
    'TypeError',
    `${signature.name}() takes ${wanted} positional argument${plural} but ${given} ${given === 1 ? 'was' : 'were'} given`,
  );
}

function bindExact(signature: Signature, count: number, args: readonly unknown[], kwargs: Kwargs): Bound {
  const { name } = signature;
  if (kwargs.size > 0) throw new PyError('TypeError', `${name}() takes no keyword arguments`);
  if (args.length === count) return { values: [...args], rest: [], named: kwargs };
  if (count === 1) {
    throw new PyError('TypeError', `${name}() takes exactly one argument (${args.length} given)`);
  }
  throw new PyError('TypeError', `${name} expected ${count} arguments, got ${args.length}`);
}
