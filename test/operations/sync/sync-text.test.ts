import { describe, expect, test } from 'vitest';
import { describeNothingRendered, summarizeDiff } from '../../../source/commands/diff-text.ts';
import {
  describeSyncEvent,
  exitCodeOfSync,
  SyncLines,
  summarizeSync,
} from '../../../source/commands/sync-text.ts';
import type { HostName } from '../../../source/fleet/model.ts';
import type { HostSyncResult, SyncOutcome } from '../../../source/operations/diff/changes.ts';

function results(...outcomes: readonly SyncOutcome[]): { hosts: readonly HostSyncResult[] } {
  return {
    hosts: outcomes.map((outcome, index) => ({ host: `host0${index}` as HostName, outcome, files: [] })),
  };
}

describe('the exit code of a sync', () => {
  test.each<[readonly SyncOutcome[], number]>([
    [[], 0],
    [['changed', 'unchanged'], 0],
    [['changed', 'unreached'], 5],
    [['unchanged', 'reverted'], 5],
    [['failed', 'unreached'], 1],
    [['reverted'], 1],
    [['held', 'held'], 4],
    [['held', 'changed'], 5],
  ])('%j is %i', (outcomes, code) => {
    expect(exitCodeOfSync(results(...outcomes))).toBe(code);
  });

  test('3 when the hosts themselves refused everything', () => {
    const { hosts } = results('failed');
    const refused = hosts.map((host) => ({ ...host, problem: { kind: 'refused', message: 'no' } }));
    expect(exitCodeOfSync({ hosts: refused })).toBe(3);
  });
});

describe('a sync as text', () => {
  const host = 'ixpams01' as HostName;

  test('says how many hosts ended how', () => {
    expect(summarizeSync(results('changed', 'changed', 'unreached'))).toBe(
      '3 hosts: 2 changed, 1 unreached.',
    );
    expect(summarizeSync(results('unchanged'))).toBe('1 host: 1 unchanged.');
    expect(summarizeSync(results())).toBe('No hosts.');
  });

  test('tells steps and ends, with the words of the host made harmless', () => {
    expect(describeSyncEvent({ type: 'host-stage', host, stage: 'validating', detail: 'bird' })).toBe(
      'ixpams01: validating bird',
    );
    expect(
      describeSyncEvent({
        type: 'host-synced',
        result: { host, outcome: 'changed', files: ['bird/bird.conf'], release: '20261121T120000Z-ab12' },
      }),
    ).toBe('ixpams01: changed (1 file, release 20261121T120000Z-ab12)');
    const text = describeSyncEvent({
      type: 'host-synced',
      result: {
        host,
        outcome: 'reverted',
        files: [],
        problem: { kind: 'reverted', message: 'went back', host, answer: 'session a\u001b[31m was up' },
      },
    });
    expect(text).toContain('ixpams01: reverted\nerror: ixpams01: went back');
    expect(text).not.toContain('\u001b');
  });

  test('a comparison says what it could not read', () => {
    const empty = { changes: [], stale: [], drifted: [] };
    expect(summarizeDiff({ hosts: [{ host, ...empty }] })).toBe('1 of 1 hosts compared, nothing differs.');
    expect(
      summarizeDiff({ hosts: [{ host, ...empty, problem: { kind: 'host-unreachable', message: 'down' } }] }),
    ).toBe('0 of 1 hosts compared, nothing differs, 1 could not be read.');
  });
});

describe('a sync after its comparison', () => {
  const [ams, fra] = ['ams' as HostName, 'fra' as HostName];
  const problem = { kind: 'host-unreachable', message: 'ams is unreachable', host: ams };
  const empty = { changes: [], stale: [], drifted: [] };

  test('tells an error once, and the hosts in the order of the inventory', () => {
    const told: string[] = [];
    const lines = new SyncLines(
      {
        hosts: [
          { host: ams, ...empty, problem },
          { host: fra, ...empty },
        ],
      },
      (text) => told.push(text),
    );
    const end = (result: HostSyncResult) => lines.describe({ type: 'host-synced', result });
    expect(end({ host: fra, outcome: 'unchanged', files: [] })).toBeUndefined();
    end({ host: ams, outcome: 'unreached', files: [], problem });
    lines.flush();
    expect(told).toEqual(['ams: unreached, as told above', 'fra: unchanged']);
  });

  test('says what a render that failed leaves undone', () => {
    expect(describeNothingRendered(2, 'compared or sent')).toBe(
      'Nothing was compared or sent: 2 files could not be rendered.',
    );
  });
});
