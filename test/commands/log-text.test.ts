import { expect, test } from 'vitest';
import { chooseEntries } from '../../source/commands/log.ts';
import { describeJournalEntry } from '../../source/commands/log-text.ts';
import type { JournalEntry } from '../../source/fleet/journal.ts';

const entry: JournalEntry = {
  at: '2026-11-21T12:00:00.123Z',
  who: 'op@jump01',
  mode: 'production',
  commit: '0123456789abcdef',
  dirty: true,
  kind: 'sync',
  why: 'new transit',
  seconds: 4.2,
  hosts: [
    { host: 'ixpams01', outcome: 'changed', files: ['bird/bird.conf'], release: 'R1' },
    { host: 'ixpfra01', outcome: 'unchanged', files: [] },
  ],
  problems: [],
};

test('an entry tells who, from what, and what became of the hosts', () => {
  expect(describeJournalEntry(entry)).toBe(
    [
      '2026-11-21T12:00:00Z  sync by op@jump01, production at 0123456789 with uncommitted changes, 4.2 s, "new transit"',
      '  ixpams01 changed  release R1  bird/bird.conf',
      '  1 unchanged',
    ].join('\n'),
  );
});

test('of one host only what concerned it is shown, the latest last', () => {
  const later = { ...entry, at: 'later' };
  expect(chooseEntries([entry, later], { host: 'ixpfra01', last: 1 })).toMatchObject([
    { at: 'later', hosts: [{ host: 'ixpfra01' }] },
  ]);
  expect(chooseEntries([entry], { host: 'elsewhere', last: 1 })).toEqual([]);
});

test('a host that went back says why', () => {
  const reason = 'session core_fra was up and is not: Active Socket: Connection refused';
  const host = { host: 'ixpams01', outcome: 'reverted', files: [], problem: 'reverted', reason };
  expect(
    describeJournalEntry({ ...entry, hosts: [host] })
      .split('\n')
      .slice(1),
  ).toEqual(['  ixpams01 reverted  (reverted)', `    ${reason}`]);
});
