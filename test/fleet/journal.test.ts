import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatJournalEntry,
  type JournalEntry,
  journalKinds,
  listKnownHolds,
  listUnfinishedHosts,
  parseJournal,
} from '../../source/fleet/journal.ts';

const synced: JournalEntry = {
  at: '2026-11-21T12:00:00.000Z',
  who: 'op@jump01',
  mode: 'production',
  commit: 'a'.repeat(40),
  dirty: false,
  kind: 'sync',
  seconds: 4.2,
  hosts: [
    { host: 'ixpams01', outcome: 'changed', files: ['bird/bird.conf'], release: '20261121T120000Z-abcd' },
    { host: 'ixpfra01', outcome: 'reverted', files: ['bird/bird.conf'], problem: 'reverted' },
    { host: 'coreams01', outcome: 'unreached', files: [] },
  ],
  problems: ['reverted'],
};

function hostEnded(kind: JournalEntry['kind'], host: string, outcome: string): JournalEntry {
  return { ...synced, kind, hosts: [{ host, outcome, files: [] }] };
}

test('an entry is one line, and reads back as it was', () => {
  const line = formatJournalEntry(synced);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(parseJournal(line)).toEqual({ entries: [synced], unreadable: 0 });
});

test('a line cut short by a full disk costs that entry alone', () => {
  const line = formatJournalEntry(synced);
  expect(parseJournal(`${line}${line.slice(0, 40)}\n${line}`)).toMatchObject({
    unreadable: 1,
    entries: [{}, {}],
  });
});

test('long lists of files are cut, and their number is kept', () => {
  const files = Array.from({ length: 1000 }, (_, index) => `caddy/sites/${index}`);
  const line = formatJournalEntry({ ...synced, hosts: [{ host: 'ixpams01', outcome: 'changed', files }] });
  const [entry] = parseJournal(line).entries;
  expect(entry?.hosts[0]).toMatchObject({ count: 1000 });
  expect(entry?.hosts[0]?.files).toHaveLength(200);
});

test('whatever stands in a journal, reading it never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => parseJournal(text).entries.length >= 0));
  fc.assert(fc.property(fc.json(), (text) => parseJournal(text).entries.length >= 0));
});

test('every entry survives its own journal', () => {
  const word = fc.string({ maxLength: 50 });
  const entry = fc.record({
    at: word,
    who: word,
    mode: word,
    kind: fc.constantFrom(...journalKinds),
    seconds: fc.nat(),
    hosts: fc.array(fc.record({ host: word, outcome: word, files: fc.array(word) }), { maxLength: 5 }),
    problems: fc.array(word, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(parseJournal(entries.map(formatJournalEntry).join(''))).toEqual({ entries, unreadable: 0 });
    }),
  );
});

test('a retry takes up what the last sync of each host left undone', () => {
  expect(listUnfinishedHosts([synced])).toEqual(['ixpfra01', 'coreams01']);
  expect(listUnfinishedHosts([synced, hostEnded('deploy', 'ixpfra01', 'changed')])).toEqual(['coreams01']);
  expect(listUnfinishedHosts([synced, hostEnded('rollback', 'ixpfra01', 'changed')])).toContain('ixpfra01');
  expect(listUnfinishedHosts([hostEnded('sync', 'ixpams01', 'held')])).toEqual([]);
});

test('tells what is held as far as it knows', () => {
  const held = (kind: JournalEntry['kind'], files: string[]): JournalEntry => ({
    ...synced,
    kind,
    why: 'the fibre is being moved',
    hosts: [{ host: 'ixpams01', outcome: kind === 'rollback' ? 'changed' : kind, files }],
  });
  const holdsOf = (...entries: readonly JournalEntry[]) => listKnownHolds(entries).get('ixpams01');
  expect(holdsOf(held('hold', []), held('hold', ['bird']))).toMatchObject([
    { who: 'op@jump01', why: 'the fibre is being moved' },
    { path: 'bird' },
  ]);
  expect(holdsOf(held('hold', ['bird']), held('release', ['bird']))).toEqual([]);
  expect(holdsOf(held('rollback', ['/etc/bird/bird.conf']))).toHaveLength(1);
  expect(holdsOf(held('rollback', ['/etc/bird/bird.conf']), held('release', []))).toEqual([]);
});
