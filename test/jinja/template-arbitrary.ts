import fc from 'fast-check';
import { PyFloat, PyTuple } from '../../source/jinja/index.ts';

/** The variables that generated templates use; `nope` is never there. */
export const generatedVariables: Readonly<Record<string, unknown>> = {
  n: 5,
  z: 0,
  f: new PyFloat(2.5),
  big: 2n ** 60n,
  s: 'Hello World',
  t: ' padded\n text ',
  h: '<b>&"quoted"</b>',
  u: 'ünï😀',
  e: '',
  yes: true,
  no: false,
  nil: null,
  l: [3, 1, 2],
  words: ['pear', 'Apple', 'fig', 'apple'],
  mixed: [1, 'a', null, new PyFloat(1.5), true, [2]],
  empty: [],
  tup: new PyTuple([1, 'two']),
  d: { a: 1, b: { c: [1, 2] }, 'x-y': 'dash' },
  users: [
    { name: 'Zoe', age: 30, tags: ['x', 'y'], active: true },
    { name: 'adam', age: 25, tags: [], active: false },
    { name: 'Bob', age: 25, tags: ['z'], active: true },
  ],
  tree: [
    { v: 1, kids: [{ v: 2, kids: [] }] },
    { v: 3, kids: [] },
  ],
};

const names = [...Object.keys(generatedVariables), 'nope', 'x', 'y', 'item', 'ns', 'loop', 'm'];

const filters = [
  'abs',
  'batch(2)|list',
  'capitalize',
  'center(9)',
  'count',
  'default("dflt")',
  'default("dflt", true)',
  'd(n)',
  'dictsort',
  'e',
  'first',
  'float',
  'float(1.5)',
  'forceescape',
  'format(1, "b")',
  'groupby("age")',
  'indent',
  'indent(2, true)',
  'int',
  'int(7, 16)',
  'items|list',
  'join',
  'join(", ")',
  'join("-", attribute="name")',
  'last',
  'length',
  'list',
  'lower',
  'map("string")|list',
  'map(attribute="name")|list',
  'map("upper")|join',
  'map(attribute="age", default=0)|sum',
  'max',
  'min',
  'pprint',
  'reject("none")|list',
  'rejectattr("active")|list',
  'replace("a", "b")',
  'replace("l", "L", 1)',
  'reverse|list',
  'round',
  'round(1, "floor")',
  'safe',
  'select|list',
  'selectattr("active")|list',
  'selectattr("age", "gt", 25)|map(attribute="name")|join',
  'slice(2)|list',
  'sort',
  'sort(reverse=true)',
  'sort(attribute="age")',
  'string',
  'striptags',
  'sum',
  'sum(attribute="age")',
  'title',
  'tojson',
  'tojson(2)',
  'trim',
  'truncate(8)',
  'truncate(5, true, "", 0)',
  'unique|list',
  'upper',
  'urlencode',
  'urlize',
  'wordcount',
  'wordwrap(5)',
  'xmlattr',
  'filesizeformat',
  'attr("name")',
  'replace(s, e)',
  'nofilter',
];

const tests = [
  'defined',
  'undefined',
  'none',
  'odd',
  'even',
  'divisibleby 2',
  'divisibleby(z)',
  'string',
  'number',
  'integer',
  'float',
  'boolean',
  'true',
  'false',
  'mapping',
  'sequence',
  'iterable',
  'callable',
  'lower',
  'upper',
  'in l',
  'in "abc"',
  'eq 1',
  'ne(n)',
  'gt 2',
  'le f',
  'sameas none',
  'escaped',
  'not defined',
  'not none',
  'not in [1, "a"]',
  'filter',
  'test',
  'notest',
];

const methods = [
  'upper()',
  'lower()',
  'strip()',
  'split()',
  'split(",")',
  'split("l", 1)',
  'join(words)',
  'replace("o", "0")',
  'startswith("H")',
  'endswith(("d", "x"))',
  'title()',
  'find("o")',
  'count("l")',
  'format(n, f)',
  'items()|list',
  'keys()|list',
  'values()|list',
  'get("a")',
  'get("q", 1)',
  'copy()',
  'append(1)',
  'index(1)',
  'isdigit()',
  'splitlines()',
  'partition(" ")',
  'zfill(4)',
  'center(8, "*")',
  'nomethod()',
  'pop()',
  'extend([9])',
  'encode()',
];

const attributes = [
  'name',
  'age',
  'tags',
  'a',
  'b',
  'c',
  'v',
  'kids',
  '0',
  '1',
  'missing',
  'items',
  'index',
  'first',
  'length',
  'upper',
];

const loopAttributes = [
  'index',
  'index0',
  'first',
  'last',
  'length',
  'revindex',
  'previtem',
  'nextitem',
  'cycle("p", "q")',
  'changed(n)',
  'depth',
];

const literals = [
  '0',
  '1',
  '2',
  '-1',
  '3.5',
  '1e3',
  '10',
  '"a"',
  "'it''s'",
  '"x\\ny"',
  '""',
  'true',
  'false',
  'none',
  '[]',
  '{}',
  '()',
  '[1, "a"]',
  '(1, 2)',
  '{"a": 1, 2: "b"}',
  '0x10',
  '"é"',
];

const { expression } = fc.letrec<{ expression: string; primary: string }>((tie) => ({
  primary: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...names),
    fc.constantFrom(...literals),
    tie('expression').map((inner) => `(${inner})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{${a}: ${b}}`),
    fc.constantFrom(...loopAttributes).map((name) => `loop.${name}`),
  ),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('primary'),
    fc.tuple(tie('primary'), fc.constantFrom(...attributes)).map(([a, name]) => `${a}.${name}`),
    fc.tuple(tie('primary'), tie('expression')).map(([a, key]) => `${a}[${key}]`),
    fc
      .tuple(tie('primary'), fc.constantFrom('1:', ':2', '::-1', '-2:', '0:3:2', ':'))
      .map(([a, cut]) => `${a}[${cut}]`),
    fc.tuple(tie('primary'), fc.constantFrom(...methods)).map(([a, call]) => `${a}.${call}`),
    fc.tuple(tie('primary'), fc.constantFrom(...filters)).map(([a, filter]) => `${a}|${filter}`),
    fc.tuple(tie('primary'), fc.constantFrom(...tests)).map(([a, test]) => `${a} is ${test}`),
    fc
      .tuple(
        tie('primary'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '//',
          '%',
          '~',
          '==',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          'in',
          'not in',
          'and',
          'or',
        ),
        tie('primary'),
      )
      .map(([a, sign, b]) => `${a} ${sign} ${b}`),
    fc
      .tuple(fc.constantFrom('1', '2', '2.5', '3', 'n', 'f'), fc.constantFrom('0', '2', '-1', '0.5', '3'))
      .map(([a, b]) => `${a} ** ${b}`),
    tie('primary').map((a) => `not ${a}`),
    tie('primary').map((a) => `-${a}`),
    fc
      .tuple(tie('expression'), tie('primary'), tie('expression'))
      .map(([a, test, b]) => `${a} if ${test} else ${b}`),
    fc.tuple(tie('primary'), tie('primary')).map(([a, test]) => `${a} if ${test}`),
    fc.tuple(tie('primary'), tie('primary'), tie('primary')).map(([a, b, c]) => `${a} < ${b} <= ${c}`),
    fc.tuple(tie('primary'), tie('primary')).map(([a, b]) => `range(${a}, ${b})|list`),
    tie('primary').map((a) => `"%s and %r" % (${a}, ${a})`),
    tie('primary').map((a) => `"{} {!r:>4}".format(${a}, ${a})`),
    tie('expression').map((a) => `dict(k=${a})`),
  ),
}));

const sign = fc.constantFrom('', '', '', '', '-', '+');
const space = fc.constantFrom('', ' ', '\n', '  \n  ', '\t', '\n\n', ' text ', 'a', 'line\n', '    ', '# }');

/** A tag with white space control. */
function tag(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(sign, inner, sign).map(([open, text, close]) => `{%${open} ${text} ${close}%}`);
}

function fixedTag(text: string): fc.Arbitrary<string> {
  return tag(fc.constant(text));
}

const variable = fc.constantFrom('x', 'y', 'n', 'item');
const iterables = fc.oneof(
  fc.constantFrom(
    'l',
    'words',
    'users',
    'd',
    'd.items()',
    'd|dictsort',
    'range(3)',
    's',
    'tup',
    'empty',
    'nope',
    'users|sort(attribute="name")',
    'mixed',
    'l|map("string")',
    'words|select("lower")',
    '[[1, 2], [3, 4]]',
    'n',
  ),
  expression,
);

const { template } = fc.letrec<{ template: string; statement: string }>((tie) => ({
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    space,
    fc
      .tuple(fc.constantFrom('', '-'), expression, fc.constantFrom('', '-'))
      .map(([open, inner, close]) => `{{${open} ${inner} ${close}}}`),
    fc
      .tuple(tag(fc.tuple(variable, expression).map(([name, value]) => `set ${name} = ${value}`)), space)
      .map((parts) => parts.join('')),
    fc
      .tuple(tag(expression.map((test) => `if ${test}`)), tie('template'), fixedTag('endif'))
      .map((parts) => parts.join('')),
    fc
      .tuple(
        tag(expression.map((test) => `if ${test}`)),
        tie('template'),
        tag(expression.map((test) => `elif ${test}`)),
        tie('template'),
        fixedTag('else'),
        tie('template'),
        fixedTag('endif'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        tag(
          fc
            .tuple(fc.constantFrom('x', 'item', 'x, y', 'item'), iterables)
            .map(([name, over]) => `for ${name} in ${over}`),
        ),
        tie('template'),
        fixedTag('endfor'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        tag(fc.tuple(iterables, expression).map(([over, test]) => `for item in ${over} if ${test}`)),
        tie('template'),
        fixedTag('else'),
        tie('template'),
        fixedTag('endfor'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(tie('template'))
      .map(([body]) => `{% for x in tree recursive %}${body}{{ x.v }}{{ loop(x.kids) }}{% endfor %}`),
    fc.tuple(fixedTag('set x'), tie('template'), fixedTag('endset')).map((parts) => parts.join('')),
    fc.tuple(fixedTag('set y | upper'), tie('template'), fixedTag('endset')).map((parts) => parts.join('')),
    fc
      .tuple(fixedTag('filter trim|upper'), tie('template'), fixedTag('endfilter'))
      .map((parts) => parts.join('')),
    fc
      .tuple(tag(expression.map((value) => `with x = ${value}, y = n`)), tie('template'), fixedTag('endwith'))
      .map((parts) => parts.join('')),
    fc
      .tuple(
        tag(expression.map((value) => `macro m(a, b=${value})`)),
        tie('template'),
        fc.constantFrom(
          '{{ a }}',
          '{{ b }}',
          '{{ varargs }}',
          '{{ kwargs }}',
          '{{ caller() if caller }}',
          '',
        ),
        fixedTag('endmacro'),
        space,
        tag(expression.map((value) => `set x = m(${value})`)),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(expression, expression)
      .map(([a, b]) => `{% macro m(a, b=2) %}[{{ a }}{{ b }}{{ varargs }}]{% endmacro %}{{ m(${a}, ${b}) }}`),
    fc
      .tuple(fixedTag('call(x) w(1)'), tie('template'), fixedTag('endcall'))
      .map((parts) => `{% macro w(v) %}<{{ caller(v) }}>{% endmacro %}${parts.join('')}`),
    fc
      .tuple(expression)
      .map(
        ([value]) =>
          `{% set ns = namespace(v=0) %}{% for item in l %}{% set ns.v = ${value} %}{% endfor %}{{ ns.v }}`,
      ),
    fc.tuple(fixedTag('raw'), space, fixedTag('endraw')).map((parts) => parts.join('')),
    fc.tuple(sign, space, sign).map(([open, text, close]) => `{#${open}${text}${close}#}`),
    fc
      .tuple(fc.constantFrom('b1', 'b2', 'b3'), tie('template'))
      .map(([name, body]) => `{% block ${name} scoped %}${body}{% endblock %}`),
    fc
      .tuple(fc.constantFrom('inc', 'inc2', 'none'), fc.constantFrom('', ' ignore missing'))
      .map(([name, mode]) => `{% include "${name}"${mode} %}`),
    fc.constant('{% from "lib" import helper, value as y with context %}{{ helper(n) }}'),
    fc
      .tuple(
        tag(fc.constantFrom('autoescape true', 'autoescape yes')),
        tie('template'),
        fixedTag('endautoescape'),
      )
      .map((parts) => parts.join('')),
  ),
  template: fc.array(tie('statement'), { maxLength: 4, size: 'small' }).map((parts) => parts.join('')),
}));

export const generatedFiles: Readonly<Record<string, string>> = {
  inc: 'inc {{ x|default("unset") }} {{ item|default(0) }}\n{% set x = "inner" %}',
  inc2: '{% for item in l %}\n{{ item }}{% if loop.last %}{{ nope }}{% endif %}\n{% endfor %}',
  lib: '{% macro helper(v) %}\n({{ v }}{{ x|default("-") }})\n{% endmacro %}\n{% set value = n|default(1) %}',
  base: 'top\n{% block b1 %}one{% endblock %}\n{% block b2 %}{{ n }}{% endblock %}\nend\n',
};

/** Whole templates, some of which extend another. */
export const templates: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '{% extends "base" %}'),
    fc.array(template, { minLength: 1, maxLength: 4 }),
  )
  .map(([start, parts]) => start + parts.join(''));

export const expressions: fc.Arbitrary<string> = expression;

/** Small damage to a text, as a slip of the finger does it. */
export function mutations(sources: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 4 }),
    insert: fc.constantFrom(
      '',
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '|',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '.',
      ',',
      '-',
      '+',
      ' ',
      '\n',
      'if',
      'else',
      'end',
      'in',
      'is',
      '=',
      '%',
      '\\',
      '0',
      'x',
      '**',
      '~',
    ),
  });
  return fc
    .tuple(fc.constantFrom(...sources), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([source, changes]) => {
      let text = source;
      for (const { at, insert, remove } of changes) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + insert + text.slice(start + remove);
      }
      return text;
    });
}
