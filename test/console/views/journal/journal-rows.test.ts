import { describe, expect, it } from 'vitest';
import { reduce } from '../../../../source/console/store/reducer.ts';
import { entryLines } from '../../../../source/console/views/journal/entry-lines.ts';
import { buildJournalRows } from '../../../../source/console/views/journal/journal-rows.ts';
import { journalSlice } from '../../../../source/console/views/journal/journal-state.ts';
import { demoJournal } from '../../demo-journal.ts';
import { demoState } from '../../demo-state.ts';

const nobody = new Set<string>();

describe('the journal', () => {
  it('tells the newest first, how each ended, and which had trouble', () => {
    const rows = buildJournalRows(demoJournal, nobody, true, '');
    expect(rows.map(({ entry, level, outcome }) => [entry.kind, level, outcome])).toEqual([
      ['apply', 'bad', 'cut short'],
      ['hold', 'good', '1 held'],
      ['deploy', 'good', '2 changed, Terraform +1 ~0 -2'],
      ['sync', 'bad', '1 changed, 1 reverted'],
    ]);
  });

  it('puts first what began last, whenever it was written down', () => {
    const [first, second, ...others] = demoJournal;
    if (first === undefined || second === undefined) throw new Error('the demo has entries');
    const rows = buildJournalRows([second, first, ...others], nobody, true, '');
    expect(rows.map(({ entry }) => entry.kind)).toEqual(['apply', 'hold', 'deploy', 'sync']);
  });

  it('is of the chosen hosts, and of the filter', () => {
    const kinds = (scope: readonly string[], filter = '') =>
      buildJournalRows(demoJournal, new Set(scope), false, filter).map(({ entry }) => entry.kind);
    expect(kinds(['ixpfra01'])).toEqual(['sync']);
    expect(kinds(['coreams01'], 'bird.conf')).toEqual(['sync']);
    expect(buildJournalRows(demoJournal, nobody, true, 'mia !sync').map(({ entry }) => entry.kind)).toEqual([
      'hold',
    ]);
  });

  it('shows an entry whole: every host with its files', () => {
    const [, , , sync] = buildJournalRows(demoJournal, nobody, true, '');
    const texts = sync === undefined ? [] : entryLines(sync.entry).map(({ text }) => text);
    expect(texts).toContain('commit 1f2e3d4c5b6a7988, with uncommitted changes');
    expect(texts).toContain('ixpfra01: reverted (reverted)');
    expect(texts).toContain('bird/bird.conf');
    expect(texts).toContain('and 2 more');
  });

  it('stays the same while nothing is added', () => {
    const read = { kind: 'read', entries: demoJournal, unreadable: 0 } as const;
    const state = reduce(demoState(), journalSlice.event(read));
    expect(reduce(state, journalSlice.event({ ...read, entries: [...demoJournal] }))).toBe(state);
  });
});
