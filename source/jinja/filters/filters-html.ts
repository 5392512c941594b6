import { traceRead } from '../compile/compile-access.ts';
import { attributeOf, getAttribute } from '../python/attributes.ts';
import { textOf } from '../python/compare.ts';
import { PyDict } from '../python/dict.ts';
import { items, toList, tryIterate } from '../python/iterate.ts';
import { escapeText, escapeValue, htmlOf } from '../python/markup.ts';
import { stripTags } from '../python/methods-markup.ts';
import { missing } from '../python/object.ts';
import { repr, str } from '../python/repr.ts';
import { Markup, PyBytes } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { fullTypeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import type { Context } from '../runtime/context.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define, defineBuiltin } from '../runtime/operation.ts';
import { dumpJson } from './json-text.ts';
import { urlize } from './urlize.ts';

export const htmlFilters: readonly [string, Operation][] = [
  [
    'attr',
    define('do_attr(environment, obj, name)', ([value, name], context) =>
      readAttribute(context, value, name),
    ),
  ],
  [
    'd',
    define("do_default(value, default_value='', boolean=False)", ([value, fallback, falsy]) =>
      orDefault(value, fallback, falsy),
    ),
  ],
  [
    'default',
    define("do_default(value, default_value='', boolean=False)", ([value, fallback, falsy]) =>
      orDefault(value, fallback, falsy),
    ),
  ],
  ['e', defineBuiltin('markupsafe._speedups.escape', 1, ([value]) => escapeValue(value))],
  ['escape', defineBuiltin('markupsafe._speedups.escape', 1, ([value]) => escapeValue(value))],
  [
    'forceescape',
    define('do_forceescape(value)', ([value]) => new Markup(escapeText(htmlOf(value) ?? str(value)))),
  ],
  ['safe', define('do_mark_safe(value)', ([value]) => new Markup(htmlOf(value) ?? str(value)))],
  ['striptags', define('do_striptags(value)', ([value]) => stripTags(htmlOf(value) ?? str(value)))],
  ['tojson', define('do_tojson(eval_ctx, value, indent=None)', ([value, indent]) => toJson(value, indent))],
  ['urlencode', define('do_urlencode(value)', ([value]) => urlEncode(value))],
  [
    'urlize',
    define(
      'do_urlize(eval_ctx, value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None)',
      ([value, limit, nofollow, target, rel, schemes], context) =>
        toSafe(
          context,
          urlize(value, {
            limit,
            nofollow: isTrue(nofollow),
            target,
            rel,
            schemes: schemes === null ? [] : toList(schemes),
          }),
        ),
    ),
  ],
  [
    'xmlattr',
    define('do_xmlattr(eval_ctx, d, autospace=True)', ([value, autospace], context) =>
      toSafe(context, xmlAttributes(value, isTrue(autospace))),
    ),
  ],
];

function toSafe(context: Context, text: string): string | Markup {
  return context.escaping.autoescape ? new Markup(text) : text;
}

function readAttribute(context: Context, value: unknown, name: unknown): unknown {
  const text = textOf(name);
  const mode = context.render.environment.undefinedMode;
  if (text === undefined) {
    throw new PyError('TypeError', `attribute name must be string, not '${fullTypeName(name)}'`);
  }
  if (attributeOf(value, text) === missing) return new Undefined(mode, { owner: value, name });
  return traceRead(context.render.tracer, value, text, getAttribute(value, text, mode));
}

function orDefault(value: unknown, fallback: unknown, falsy: unknown): unknown {
  return value instanceof Undefined || (isTrue(falsy) && !isTrue(value)) ? fallback : value;
}

function toJson(value: unknown, indent: unknown): Markup {
  const text = dumpJson(value, { indent, sortKeys: true });
  return new Markup(
    text
      .replaceAll('<', '\\u003c')
      .replaceAll('>', '\\u003e')
      .replaceAll('&', '\\u0026')
      .replaceAll("'", '\\u0027'),
  );
}

function urlEncode(value: unknown): string {
  if (textOf(value) !== undefined || tryIterate(value) === undefined) return quoteUrl(value, false);
  const pairs = value instanceof PyDict ? value.entries() : unpackPairs(value);
  return [...pairs].map(([key, item]) => `${quoteUrl(key, true)}=${quoteUrl(item, true)}`).join('&');
}

function* unpackPairs(value: unknown): Generator<[unknown, unknown]> {
  for (const item of items(value)) {
    if (tryIterate(item) === undefined) {
      throw new PyError('TypeError', `cannot unpack non-iterable ${fullTypeName(item)} object`);
    }
    const pair = toList(item);
    if (pair.length < 2) {
      throw new PyError('ValueError', `not enough values to unpack (expected 2, got ${pair.length})`);
    }
    if (pair.length > 2) throw new PyError('ValueError', 'too many values to unpack (expected 2)');
    yield [pair[0], pair[1]];
  }
}

/** Percent-encodes UTF-8; in a query the slash too, and spaces become plus signs. */
function quoteUrl(value: unknown, forQuery: boolean): string {
  const bytes = value instanceof PyBytes ? Buffer.from(value.data) : Buffer.from(str(value), 'utf8');
  let result = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(character) || (character === '/' && !forQuery)) result += character;
    else if (character === ' ' && forQuery) result += '+';
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

function xmlAttributes(value: unknown, autospace: boolean): string {
  if (!(value instanceof PyDict)) {
    if (value instanceof Undefined) return value.fail();
    throw new PyError('AttributeError', `'${fullTypeName(value)}' object has no attribute 'items'`);
  }
  const parts: string[] = [];
  for (const [key, item] of value) {
    if (item === null || item instanceof Undefined) continue;
    const name = textOf(key);
    if (name === undefined) {
      throw new PyError('TypeError', `expected string or bytes-like object, got '${fullTypeName(key)}'`);
    }
    if (/[ \t\n\r\f\v/>=]/.test(name)) {
      throw new PyError('ValueError', `Invalid character in attribute name: ${repr(key)}`);
    }
    parts.push(`${escapeValue(key).value}="${escapeValue(item).value}"`);
  }
  const text = parts.join(' ');
  return autospace && text !== '' ? ` ${text}` : text;
}
