import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createEnvironment,
  define,
  PyDict,
  parseTemplate,
  renderString,
  TemplateError,
  toVariables,
} from '../../source/jinja/index.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jinja-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function failure(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('templates in a folder', () => {
  it('are found by name, and those they name', () => {
    write('ixp/bird.conf.j2', '{% include "shared/head.j2" %}\nid {{ id }}\n');
    write('shared/head.j2', '# {{ name }}');
    const environment = createEnvironment({ searchPath: folder });
    expect(environment.renderTemplate('ixp/bird.conf.j2', toVariables({ id: 1, name: 'ams' }))).toBe(
      '# ams\nid 1'.replace('\n', ''),
    );
    const { templates } = environment.renderTraced('ixp/bird.conf.j2', toVariables({ id: 1, name: 'ams' }));
    expect(templates).toEqual(['ixp/bird.conf.j2', 'shared/head.j2']);
  });

  it('are read again when they change, and only then', () => {
    write('a.j2', 'one');
    write('b.j2', '{% include "a.j2" %}');
    const environment = createEnvironment({ searchPath: folder });
    const render = (): string => environment.renderTemplate('b.j2', new PyDict());
    expect(render()).toBe('one');
    write('a.j2', 'three');
    utimesSync(join(folder, 'a.j2'), new Date(), new Date(Date.now() + 5000));
    expect(render()).toBe('three');
    rmSync(join(folder, 'a.j2'));
    expect(failure(render).kind).toBe('TemplateNotFound');
  });

  it('come from the first of several folders that has them', () => {
    write('one/a.j2', 'first');
    write('two/a.j2', 'second');
    write('two/b.j2', 'only');
    const environment = createEnvironment({ searchPath: [join(folder, 'one'), join(folder, 'two')] });
    expect(environment.renderTemplate('a.j2', new PyDict())).toBe('first');
    expect(environment.renderTemplate('b.j2', new PyDict())).toBe('only');
  });

  it('are never taken from outside it', () => {
    write('secret.txt', 'secret');
    write('in/a.j2', '{% include name %}');
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'in', 'link.j2'));
    const environment = createEnvironment({ searchPath: join(folder, 'in') });
    const names = [
      '../secret.txt',
      'x/../../secret.txt',
      join(folder, 'secret.txt'),
      '..\\secret.txt',
      'link.j2',
      'a.j2/../../secret.txt',
      '\0',
      '',
      '.',
      'nothing.j2',
    ];
    for (const name of names) {
      const error = failure(() => environment.renderTemplate('a.j2', toVariables({ name })));
      expect([error.kind, error.message, error.template, error.line]).toEqual([
        'TemplateNotFound',
        name,
        'a.j2',
        1,
      ]);
      expect(failure(() => environment.renderTemplate(name, new PyDict())).kind).toBe('TemplateNotFound');
    }
  });

  it('may have any name', () => {
    const files = { __proto__x: '1', constructor: '2', toString: '3', 'a b': '4', 'ä/ö': '5' };
    const environment = createEnvironment({ files });
    for (const [name, text] of Object.entries(files))
      expect(environment.renderTemplate(name, new PyDict())).toBe(text);
    for (const name of ['__proto__', 'hasOwnProperty', 'valueOf']) {
      expect(failure(() => environment.renderTemplate(name, new PyDict())).kind).toBe('TemplateNotFound');
    }
  });
});

describe('errors', () => {
  it('carry the class that Python gives them, the template and the line', () => {
    write('a.j2', 'x\n{% include "b.j2" %}');
    write('b.j2', 'y\n\n{{ nothing }}');
    write('c.j2', 'z\n{% if %}');
    const environment = createEnvironment({ searchPath: folder });
    const undefinedError = failure(() => environment.renderTemplate('a.j2', new PyDict()));
    expect(undefinedError).toMatchObject({
      kind: 'UndefinedError',
      template: 'b.j2',
      line: 3,
      message: "'nothing' is undefined",
    });
    const syntaxError = failure(() => environment.renderTraced('c.j2', new PyDict()));
    expect(syntaxError).toMatchObject({ kind: 'TemplateSyntaxError', template: 'c.j2', line: 2 });
    expect(failure(() => environment.renderTemplate('c.j2', new PyDict()))).toMatchObject({ line: 2 });
  });

  it('of syntax are found without rendering', () => {
    expect(() => parseTemplate('{{ x }}')).not.toThrow();
    const error = failure(() => parseTemplate('a\n{% endfor %}', 'bird.j2'));
    expect(error).toMatchObject({ kind: 'TemplateSyntaxError', line: 2, template: 'bird.j2' });
  });

  it('in names used twice are errors of Python’s own compiler', () => {
    expect(failure(() => renderString('\n{% macro m(a, a) %}{% endmacro %}'))).toMatchObject({
      kind: 'SyntaxError',
      line: 2,
    });
    expect(failure(() => renderString('\n{{ dict(a=1, a=2) }}'))).toMatchObject({
      kind: 'SyntaxError',
      line: 2,
    });
  });

  it('say what is not done rather than do it differently', () => {
    const files = { x: 'x' };
    const source = '{% macro m() %}{% include "x" without context %}{% endmacro %}{{ m() }}';
    expect(failure(() => renderString(source, {}, { files }))).toMatchObject({ kind: 'LimitError' });
    expect(failure(() => renderString('{{ (-8) ** 0.5 }}'))).toMatchObject({ kind: 'LimitError' });
  });
});

describe('an environment', () => {
  it('takes filters, tests and functions of its own', () => {
    const filters = new Map([
      ['shout', define("shout(value, mark='!')", ([value, mark]) => `${String(value)}${String(mark)}`)],
    ]);
    const tests = new Map([['loud', define('loud(value)', ([value]) => value === 'LOUD')]]);
    const globals = new Map<string, unknown>([['answer', 42]]);
    const options = { filters, tests, globals };
    expect(
      renderString('{{ "a"|shout }}{{ "a"|shout(mark="?") }}{{ "LOUD" is loud }}{{ answer }}', {}, options),
    ).toBe('a!a?True42');
    expect(() => renderString('{{ "a"|shout(1, 2) }}', {}, options)).toThrow(
      'shout() takes from 1 to 2 positional arguments but 3 were given',
    );
  });

  it('renders plain values of JavaScript', () => {
    const source =
      '{{ i }} {{ f }} {{ b }} {{ n }} {{ u }} {{ l }} {{ o }} {{ m }} {{ big }} {{ d }} {{ s }}';
    const values = {
      i: 5,
      f: 1.5,
      b: true,
      n: null,
      u: undefined,
      l: [1, 'a'],
      o: { k: [1] },
      m: new Map([[1, 2]]),
      big: 2n ** 64n,
      d: new Date(0),
      s: new Set(['x']),
    };
    expect(renderString(source, values)).toBe(
      "5 1.5 True None None [1, 'a'] {'k': [1]} {1: 2} 18446744073709551616 1970-01-01 00:00:00+00:00 {'x'}",
    );
  });

  it('keeps one render apart from the next', () => {
    const environment = createEnvironment({
      files: {
        m: '{% set c = cycler("a", "b") %}',
        t: '{% import "m" as m %}{{ m.c.next() }}{{ m.c.next() }}{{ m.c.next() }}',
      },
    });
    expect(environment.renderTemplate('t', new PyDict())).toBe('aba');
    expect(environment.renderTemplate('t', new PyDict())).toBe('aba');
  });

  it('does not change the variables it is given', () => {
    const variables = toVariables({ a: 1, b: [1] });
    renderString('{% set a = 2 %}{% set c = 3 %}{{ a }}', variables);
    expect([...variables.keys()]).toEqual(['a', 'b']);
    expect(variables.get('a')).toBe(1);
  });
});
