import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEnvironment,
  parseTemplate,
  renderString,
  TemplateError,
  toVariables,
} from '../../source/jinja/index.ts';
import { generatedFiles, generatedVariables, templates } from './template-arbitrary.ts';

/** Whatever the template: a text, or an error of the language. */
function renderAnything(source: string): void {
  try {
    renderString(source, generatedVariables, {
      files: generatedFiles,
      limits: { time: 2000, work: 2_000_000 },
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
}

const pieces = fc.constantFrom(
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '-',
  '+',
  ' ',
  '\n',
  'x',
  '1',
  '"',
  "'",
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '|',
  '.',
  ',',
  ':',
  '=',
  '*',
  '**',
  '/',
  '//',
  '~',
  '<',
  '>',
  '!',
  '\\',
  'if',
  'else',
  'endif',
  'for',
  'in',
  'endfor',
  'set',
  'raw',
  'endraw',
  'macro',
  'endmacro',
  'call',
  'block',
  'is',
  'not',
  'and',
  'or',
  'upper',
  'é',
  '😀',
  '\0',
  '\u2028',
);

describe('no template can crash the process', () => {
  it('not random text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), renderAnything), { numRuns: 2000 });
  });

  it('not random pieces of the language', () => {
    const soup = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(fc.property(soup, renderAnything), { numRuns: 4000 });
  });

  it('not brackets or blocks inside each other without end', () => {
    for (const open of ['(', '[', '{1:', '-', 'not ', 'x|default(', 'x[', 'f(', '1 if ', '1 ~ ', 'x.y.']) {
      renderAnything(`{{ ${open.repeat(20_000)}`);
      renderAnything(`{{ ${open.repeat(20_000)}1`);
    }
    renderAnything(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`);
    renderAnything('{% if x %}'.repeat(5000));
    renderAnything(`${'{% if yes %}'.repeat(3000)}x${'{% endif %}'.repeat(3000)}`);
    renderAnything(`${'{% for a in l %}'.repeat(300)}x${'{% endfor %}'.repeat(300)}`);
  });

  it('and what parses without error parses again', () => {
    fc.assert(
      fc.property(templates, (source) => {
        try {
          parseTemplate(source);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const endless: Readonly<Record<string, string>> = {
  'loops in loops': '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
  'a loop over a list that grows': '{% set l = [1] %}{% for x in l %}{% set _ = l.append(x) %}{% endfor %}',
  'a macro that calls itself': '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  'macros that call each other':
    '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}',
  'a template that includes itself': '{% include "self" %}',
  'a template that extends itself': '{% extends "loop" %}',
  'a recursive loop without end': '{% for x in l recursive %}{{ loop(l) }}{% endfor %}',
  'a long string': '{{ "x" * 1000000000 }}',
  'a string that doubles':
    '{% set ns = namespace(s="xx") %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}',
  'a long list': '{{ [0] * 1000000000 }}',
  'a list that doubles':
    '{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}',
  'a list of a long range': '{{ range(10000000000)|list }}',
  'the sum of a long range': '{{ range(10000000000)|sum }}',
  'a great power': '{{ 10 ** 10000000 }}',
  'a tower of powers': '{{ (10 ** 1000) ** 1000 ** 10 }}',
  'a wide format': '{{ "%1000000000d" % 1 }}',
  'a wide format method': '{{ "{:1000000000}".format(1) }}',
  'many digits': '{{ "%.1000000000f" % 1.5 }}',
  'a wide column': '{{ "x".center(1000000000) }}{{ "x"|center(1000000000) }}',
  'wide indents': '{{ "a\\nb"|indent(1000000000) }}',
  'a wide dump': '{{ [[[1]]]|tojson(1000000000) }}',
  'many replacements': '{{ ("a" * 1000000)|replace("a", "b" * 1000000) }}',
  'a long join': '{{ ("a" * 100000)|join("b" * 100000) }}',
  'many slices': '{{ [1]|slice(10000000000)|list }}',
  'much filler': '{{ lipsum(100000000) }}',
  'a nested value':
    '{% set ns = namespace(v=[]) %}{% for i in range(100000) %}{% set ns.v = [ns.v] %}{% endfor %}{{ ns.v }}',
  'a value that holds itself twice':
    '{% set ns = namespace(v=[1]) %}{% for i in range(80) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v }}',
  'comparing such values':
    '{% set a = namespace(v=[1]) %}{% set b = namespace(v=[1]) %}{% for i in range(80) %}{% set a.v = [a.v, a.v] %}{% set b.v = [b.v, b.v] %}{% endfor %}{{ a.v == b.v }}',
  'much output': '{% for a in range(100000) %}{{ "x" * 10000 }}{% endfor %}',
  tabs: '{{ ("\\t" * 1000000).expandtabs(1000000) }}',
  'sorting without end': '{% for i in range(100000) %}{{ range(10000)|sort|length }}{% endfor %}',
  combinations: '{{ range(60)|list|combinations(30)|list }}',
  products: '{{ range(1000)|list|product(repeat=50)|list }}',
};

describe('every render is bounded', () => {
  const files = { self: '{% include "self" %}', loop: '{% extends "loop" %}' };
  const environment = createEnvironment({ files, ansibleFilters: true, limits: { time: 1000 } });

  it.each(Object.entries(endless))('%s ends with an error that says so', (_name, source) => {
    const begun = Date.now();
    let caught: unknown;
    try {
      environment.renderSource(source, 'endless', toVariables({ l: [1] }));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(TemplateError);
    if (caught instanceof TemplateError) {
      expect(['LimitError', 'ValueError']).toContain(caught.kind);
      expect(caught.message).toMatch(/limit|too big/i);
    }
    expect(Date.now() - begun).toBeLessThan(10_000);
  });

  it('bounds can be set', () => {
    expect(() => renderString('{{ "x" * 100 }}', {}, { limits: { size: 50 } })).toThrow(
      'more than 50 characters',
    );
    expect(renderString('{{ "x" * 50 }}', {}, { limits: { size: 50 } })).toHaveLength(50);
  });
});
