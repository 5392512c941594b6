import fc from 'fast-check';
import { PyDict, toPython } from '../../source/jinja/index.ts';

/** Variables in which every text holds a token of its own, such as `qf6z`. */
export const flowVariables = PyDict.from(
  Object.entries({
    n: 'qa1z',
    s: 'qb2z word',
    t: ' qc3z\n text ',
    h: '<b>qd4z',
    l: ['qf6z', 'qg7z', 'qh8z'],
    words: ['qi9z', 'qj10z', 'qk11z'],
    mixed: [1, 'ql12z', null, true, ['qm13z']],
    empty: [],
    d: { a: 'qo15z', b: { c: ['qp16z', 2] }, 'x-y': 'qq17z' },
    users: [
      { name: 'qr18z', age: 30, tags: ['qs19z', 'qt20z'], active: true },
      { name: 'qu21z', age: 25, tags: [], active: true },
      { name: 'qv22z', age: 25, tags: ['qw23z'], active: true },
    ],
    tree: [
      { v: 'qx24z', kids: [{ v: 'qy25z', kids: [] }] },
      { v: 'qz26z', kids: [] },
    ],
    yes: true,
  }).map(([name, value]) => [name, toPython(value)]),
);

const values = [
  'n',
  's',
  't',
  'h',
  'd.a',
  'd["x-y"]',
  'd.b.c[0]',
  'd.b.c.0',
  'users[0].name',
  'users[1]["name"]',
  'l[1]',
  'l[-1]',
  'mixed[4][0]',
  'tree[0].kids[0].v',
  'words|first',
  'words|last',
  'users|map(attribute="name")|first',
  'd.get("a")',
  'users[0].get("name", "x")',
  'd|attr("a")',
  '(users|selectattr("age", "gt", 26)|list)[0].name',
  '(users|sort(attribute="age"))[0].name',
  'users[0].tags|join(",")',
  'words|join("+")',
  'words|map("upper")|join',
  'users|map(attribute="name")|join("/")',
  'users|join("/", attribute="name")',
  'd|tojson',
  'users|tojson(2)',
  'd.items()|list',
  'd|dictsort',
  'words|sort',
  'words|reverse|list',
  'words|unique|list',
  'words|batch(2)|list',
  'words|slice(2)|list',
  'users|groupby("age")',
  'd.values()|list',
  '"%s-%s" % (n, d.a)',
  '"{} {}".format(n, l)',
  '"{x}".format(x=d.b)',
  'n ~ s ~ l',
  '[n, s]',
  '{"k": n}',
  '(n, l)',
  'l + words',
  'l * 2',
  'l[1:]',
  'words[::-1]',
  'n + s',
  '[l, words]|map("join", "-")|join',
  'users|map(attribute="tags")|list',
  'l|string',
  'd|string',
  'd|pprint',
  'n|upper',
  'n|default("x")',
  'nope|default(n)',
  'n if yes else s',
  '{"k": [n]}.k[0]',
  '{"k": n}|tojson',
  'dict(a=n, b=l)',
  'dict(d, q=1)',
  'words|select("string")|list',
  'words|reject("none")|join',
  'd.b.c',
  'users[0]',
  'tree',
  'n.split("a")',
  '"-".join(words)',
  'n.center(20)',
  'n|indent(2)',
  '[n]|join',
  'words|max',
  'words|min',
  'users|max(attribute="age")',
  'namespace(v=n).v',
  'cycler(n, s).next()',
  'd.copy().a',
  '(n|e) ~ s',
  'n|safe',
  'd|items|list',
  'd.keys()|list ~ n',
  'users|map(attribute="tags")|sum(start=[])',
  '[[n, s], [l[0], l[1]]]',
  'x|default(n)',
  'y|default(s)',
  'x',
  'y',
  'item|default(n)',
  'l|to_json',
  'd|to_nice_yaml',
  'd|combine({"z": n})',
  '(d|combine({"z": n})).z',
  'd|dict2items',
  '(d|dict2items)[0].value',
  'words|union(l)',
  '[l, [words]]|flatten',
  'n|regex_replace("q", "q")',
  'words|zip(l)|list',
  'n|ternary(s, t)',
  'users|subelements("tags")',
  '0|extract(words)',
  'l|product(words)|list',
  'n|quote',
];

const changes = [
  '',
  '',
  '|upper',
  '|string',
  '|tojson',
  '|list|join',
  '|default("z")',
  ' ~ "!"',
  '|replace("!", "?")',
  '|trim',
  '|pprint',
];

const expression = fc
  .tuple(fc.constantFrom(...values), fc.constantFrom(...changes))
  .map(([value, change]) => (change === '' ? value : `(${value})${change}`));

const lists = fc.constantFrom(
  'l',
  'words',
  'users',
  'd',
  'd.items()',
  'd|dictsort',
  'd|items',
  'd.values()',
  'd.keys()',
  'users|sort(attribute="age")',
  'words|sort',
  'words|map("upper")',
  'users|map(attribute="name")',
  'users|map(attribute="tags")',
  'words|select("string")',
  'words|unique',
  'words|reverse',
  'words|batch(2)',
  'words|slice(2)',
  'users|groupby("age")',
  '[n, s]',
  '[[n, s], l]',
  'n',
  'l + words',
  'l[1:]',
  'words|list',
  'd.b.c',
  'mixed',
  '{"a": n, "b": l}',
  '{"a": n}.items()',
  'n.split("a")',
  'users|selectattr("active")',
  'words|map("list")',
  'x|default([n])',
  'dict(a=n).items()',
  'users|rejectattr("tags")',
  'users[0].tags',
  'd|dict2items',
  'words|zip(l)',
  '[l, words]|flatten',
  'words|union(l)',
  'users|subelements("tags")',
  'd|combine({"z": n})',
);
const pairs = fc.constantFrom(
  'd.items()',
  'd|dictsort',
  'd|items',
  '[[n, s], [l[0], l[1]]]',
  'users|groupby("age")',
  '[(n, s)]',
  '{"a": n}.items()',
  'd|dictsort(by="key")|list',
  'd.items()|list',
  'words|batch(2, n)',
  'words|zip(l)',
  'users|subelements("tags")',
);

const { body } = fc.letrec<{ one: string; body: string }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('text ', '\n', 'line\n'),
    expression.map((value) => `{{ ${value} }}`),
    fc.constantFrom(
      '{{ x }}',
      '{{ y }}',
      '{{ item }}',
      '{{ x|upper }}',
      '{{ x ~ y }}',
      '{{ item.name }}',
      '{{ item[0] }}',
      '{{ item|join(",") }}',
      '{{ x|tojson }}',
    ),
    expression.map((value) => `{% set x = ${value} %}`),
    expression.map((value) => `{% set x, y = ${value}, n %}`),
    expression.map((value) => `{% set y = ${value} %}{% set x = y %}`),
    fc
      .tuple(lists, tie('body'))
      .map(([list, inner]) => `{% for item in ${list} %}${inner}{{ item }}{% endfor %}`),
    fc
      .tuple(lists, tie('body'))
      .map(
        ([list, inner]) =>
          `{% for item in ${list} %}{% set x = item %}{{ x }}{{ loop.index }}${inner}{% endfor %}`,
      ),
    fc
      .tuple(lists, tie('body'))
      .map(
        ([list, inner]) =>
          `{% for item in ${list} if item %}${inner}{{ item }}{{ loop.previtem }}{{ loop.nextitem }}{% endfor %}`,
      ),
    fc
      .tuple(pairs, tie('body'))
      .map(([list, inner]) => `{% for x, y in ${list} %}${inner}{{ x }}={{ y }}{% endfor %}`),
    fc
      .tuple(expression, tie('body'))
      .map(([value, inner]) => `{% with x = ${value} %}${inner}{{ x }}{% endwith %}`),
    tie('body').map((inner) => `{% set x %}${inner}{% endset %}{{ x }}`),
    tie('body').map((inner) => `{% set x | upper %}${inner}{% endset %}{{ x }}`),
    tie('body').map((inner) => `{% filter upper %}${inner}{% endfilter %}`),
    fc
      .tuple(expression, tie('body'))
      .map(([value, inner]) => `{% macro m(a, b=n) %}${inner}{{ a }}{{ b }}{% endmacro %}{{ m(${value}) }}`),
    fc
      .tuple(expression, tie('body'))
      .map(
        ([value, inner]) =>
          `{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, ${value}, k=${value})|upper }}{% set x = m(${value}) %}{{ x }}${inner}`,
      ),
    fc
      .tuple(expression, tie('body'))
      .map(
        ([value, inner]) =>
          `{% macro w(v) %}<{{ caller(v) }}>{% endmacro %}{% call(a) w(${value}) %}{{ a }}${inner}{% endcall %}`,
      ),
    expression.map(
      (value) =>
        `{% set ns = namespace(v="") %}{% for item in l %}{% set ns.v = ns.v ~ (${value}) %}{% endfor %}{{ ns.v }}`,
    ),
    expression.map(
      (value) =>
        `{% set xs = [] %}{% for item in l %}{% set _ = xs.append(${value}) %}{% endfor %}{{ xs }}{{ xs|join }}{% for q in xs %}{{ q }}{% endfor %}{{ xs[0] }}`,
    ),
    expression.map(
      (value) =>
        `{% set dd = {} %}{% set _ = dd.update({"k": ${value}}) %}{{ dd }}{{ dd.k }}{% for k, v in dd.items() %}{{ v }}{% endfor %}`,
    ),
    expression.map(
      (value) =>
        `{% set dd = {"k": {"j": ${value}}} %}{{ dd.k.j }}{{ dd }}{% set kk = dd.k %}{{ kk.j }}{% for k, v in dd.items() %}{{ v.j }}{% endfor %}`,
    ),
    expression.map(
      (value) =>
        `{% set z = [[${value}]] %}{% for a in z %}{{ a[0] }}{% for b in a %}{{ b }}{% endfor %}{% endfor %}`,
    ),
    fc
      .tuple(expression, tie('body'))
      .map(([test, inner]) => `{% if ${test} %}${inner}{% else %}${inner}{% endif %}`),
    fc.constantFrom(
      '{% include "inc" %}',
      '{% from "lib" import helper, value as y with context %}{{ helper(n) }}{{ y }}',
      '{% import "lib" as lib with context %}{{ lib.helper(l) }}{{ lib.value }}',
    ),
    fc.constantFrom(
      '{% for item in tree recursive %}{{ item.v }}{{ loop(item.kids) }}{% endfor %}',
      '{% for x in [n, [s, [l[0]]]] recursive %}{{ loop(x) if x is not string else x }}{% endfor %}',
    ),
    fc
      .tuple(fc.constantFrom('b1', 'b2', 'b4'), tie('body'))
      .map(([name, inner]) => `{% block ${name} scoped %}${inner}{% endblock %}`),
    tie('body').map((inner) => `{% autoescape true %}${inner}{% endautoescape %}`),
  ),
  body: fc.array(tie('one'), { maxLength: 4, size: 'small' }).map((parts) => parts.join('')),
}));

/** Templates through which data flows in many ways. */
export const flows: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '', '', '{% extends "base" %}'), fc.array(body, { minLength: 1, maxLength: 3 }))
  .map(([start, parts]) => start + parts.join(''));
