import { expect, test } from 'vitest';
import { addEvidence } from '../../../source/operations/sync/sync-deliver.ts';

const run = { output: [], lock: [] };
const missing = 'session core_fra was up and is not: Active Socket: Connection refused';

test('an interrupted change tells which session was down until then', () => {
  const end = { kind: 'reverted', reason: 'interrupted by the operator' } as const;
  expect(addEvidence({ ...run, end }, missing).end).toEqual({
    kind: 'reverted',
    reason: `interrupted by the operator; until then: ${missing}`,
  });
  expect(addEvidence({ ...run, end }, '').end).toEqual(end);
});

test('one that was done all the same has nothing to explain', () => {
  const done = { ...run, end: { kind: 'done' } as const };
  expect(addEvidence(done, missing)).toEqual(done);
});
