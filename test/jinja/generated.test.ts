import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeErrors, syntaxErrors } from './cases/errors.ts';
import { operators, printing } from './cases/expressions.ts';
import { filters, tests } from './cases/filters.ts';
import { percent, strMethods } from './cases/methods.ts';
import { type Row, toCase } from './cases/row.ts';
import { loops, macros, statements } from './cases/statements.ts';
import { whitespace } from './cases/whitespace.ts';
import { type Case, Oracle, type Outcome } from './oracle.ts';
import { comparable, renderCase } from './render-case.ts';
import {
  expressions,
  generatedFiles,
  generatedVariables,
  mutations,
  templates,
} from './template-arbitrary.ts';

let oracle: Oracle;

beforeAll(async () => {
  oracle = await Oracle.start();
});

afterAll(() => oracle.stop());

/** Where our bounds end a render, Python's own limits may end it some other way, or it goes on. */
function isBeyondLimits(ours: Outcome, theirs: Outcome): boolean {
  if (!('error' in ours) || ours.error.kind !== 'LimitError') return false;
  const ends = ['MemoryError', 'RecursionError', 'OverflowError'];
  return 'overtime' in theirs || ('error' in theirs && ends.includes(theirs.error.kind));
}

async function agree(source: string): Promise<void> {
  const item: Case = { source, variables: generatedVariables, files: generatedFiles };
  const theirs = await oracle.render(item);
  const ours = renderCase(item);
  if (!isBeyondLimits(ours, theirs)) expect(comparable(ours, theirs)).toEqual(comparable(theirs, ours));
}

const real: readonly Row[] = [
  ...statements,
  ...loops,
  ...macros,
  ...whitespace,
  ...printing,
  ...operators,
  ...filters,
  ...tests,
  ...strMethods,
  ...percent,
  ...syntaxErrors,
  ...runtimeErrors,
];

describe("what is generated renders as Python's Jinja2 renders it", () => {
  it('expressions', async () => {
    const property = fc.asyncProperty(expressions, (source) => agree(`\n{{ ${source} }}`));
    await fc.assert(property, { numRuns: 500 });
  }, 60_000);

  it('templates', async () => {
    await fc.assert(fc.asyncProperty(templates, agree), { numRuns: 400 });
  }, 60_000);

  it('templates with slips of the finger', async () => {
    const sources = real.map((row) => toCase(row).source);
    await fc.assert(fc.asyncProperty(mutations(sources), agree), { numRuns: 800 });
  }, 60_000);
});
