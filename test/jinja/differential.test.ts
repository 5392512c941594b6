import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeErrors, syntaxErrors, undefinedModes } from './cases/errors.ts';
import { operators, printing } from './cases/expressions.ts';
import { filters, tests } from './cases/filters.ts';
import { containerMethods, percent, strMethods } from './cases/methods.ts';
import { type Row, toCase } from './cases/row.ts';
import { loops, macros, statements } from './cases/statements.ts';
import { templates } from './cases/templates.ts';
import { whitespace } from './cases/whitespace.ts';
import { Oracle } from './oracle.ts';
import { comparable, renderCase } from './render-case.ts';

const tables: Readonly<Record<string, readonly Row[]>> = {
  'white space': whitespace,
  statements,
  loops,
  macros,
  'inheritance, inclusion and import': templates,
  'literals and printing': printing,
  operators,
  'methods of str': strMethods,
  'methods of containers': containerMethods,
  'percent formatting': percent,
  filters,
  tests,
  'syntax errors': syntaxErrors,
  'runtime errors': runtimeErrors,
  'undefined values': undefinedModes,
};

let oracle: Oracle;

beforeAll(async () => {
  oracle = await Oracle.start();
});

afterAll(() => oracle.stop());

describe("templates render as Python's Jinja2 renders them, error class, message and line included", () => {
  it.each(Object.entries(tables))('%s', async (_name, rows) => {
    for (const row of rows) {
      const item = toCase(row);
      const theirs = await oracle.render(item);
      const ours = renderCase(item);
      expect({ ...item, outcome: comparable(ours, theirs) }).toEqual({
        ...item,
        outcome: comparable(theirs, ours),
      });
    }
  });

  it('on at least six hundred templates', () => {
    expect(Object.values(tables).flat().length).toBeGreaterThanOrEqual(600);
  });
});
