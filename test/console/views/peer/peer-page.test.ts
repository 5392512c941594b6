import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../../source/basics/brand.ts';
import { toProblem } from '../../../../source/basics/problem.ts';
import { explainError } from '../../../../source/bird/index.ts';
import { findBinding } from '../../../../source/console/keys/find-binding.ts';
import type { ConsoleEvent } from '../../../../source/console/store/events.ts';
import { reduce } from '../../../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../../../source/console/store/state.ts';
import { crumbsOf } from '../../../../source/console/store/visits.ts';
import type { FieldRow } from '../../../../source/console/views/fields/field-rows.ts';
import { buildPeerRows } from '../../../../source/console/views/peer/peer-rows.ts';
import { peerPage } from '../../../../source/console/views/peer/peer-slice.ts';
import { routesPage } from '../../../../source/console/views/routes/routes-slice.ts';
import { viewOf } from '../../../../source/console/views/views.ts';
import type { PeerDetails } from '../../../../source/operations/peer/peer-show.ts';
import { createDemoPeers } from '../../demo-peers.ts';
import { demoState } from '../../demo-state.ts';

const peers = createDemoPeers(
  async () => undefined,
  () => undefined,
);

const subject = { host: 'ixpams01', session: 'rs1_amsix' };
const other = { host: 'ixpams01', session: 'he_v6' };

function play(state: ConsoleState, ...events: readonly ConsoleEvent[]): ConsoleState {
  return events.reduce(reduce, state);
}

function open(about: typeof subject): ConsoleEvent {
  return { type: 'page-opened', view: 'peer', about: peerPage.event({ type: 'opened', subject: about }) };
}

function show(): Promise<PeerDetails> {
  return peers.show('ixpams01', 'rs1_amsix', new AbortController().signal);
}

function fieldOf(rows: readonly FieldRow[], label: string) {
  return rows.find((row) => row.kind === 'field' && row.label === label);
}

describe('the page of a session', () => {
  it('explains every value', async () => {
    const rows = buildPeerRows(await show(), undefined, 0, '');
    expect(fieldOf(rows, 'Hold timer')).toMatchObject({ value: '161.190/240' });
    expect(fieldOf(rows, 'Import limit')).toMatchObject({ value: '200' });
    expect(fieldOf(rows, 'Routes filtered')).toMatchObject({ value: '3' });
    for (const row of rows) {
      if (row.kind === 'field') expect(row.means, row.label).not.toMatch(/^$|not explained/);
    }
  });

  it('tells since when it is really down, what it began with, and what a notification means', async () => {
    const details = await show();
    const error = explainError('Received: Administrative shutdown');
    const history = {
      since: new Date(2026, 10, 21, 9, 12, 44).getTime() as Instant,
      sinceBefore: false,
      flaps: 3,
      firstError: 'Received: Administrative shutdown',
      message: 'maintenance',
      imported: [1, 2, null, 3],
      exported: [],
    };
    const [, host] = demoState().hosts;
    const session = host?.status?.sessions[0];
    if (session === undefined) throw new Error('the demo has a session');
    const status = { ...session, state: 'Active', history };
    const rows = buildPeerRows({ ...details, error }, status, new Date(2026, 10, 21).getTime(), '');
    expect(fieldOf(rows, 'Down since')).toMatchObject({ value: '09:12:44' });
    expect(fieldOf(rows, 'Outages')).toMatchObject({ value: '3 in a day', level: 'warning' });
    expect(fieldOf(rows, 'First error')).toMatchObject({ means: 'what this outage began with' });
    expect(fieldOf(rows, 'Peer said')).toMatchObject({ value: '"maintenance"' });
    expect(fieldOf(rows, 'Routes in')).toMatchObject({ value: '1 to 3', counts: [1, 2, null, 3] });
    expect(fieldOf(rows, 'Notification')).toMatchObject({
      value: expect.stringContaining('6.2'),
      source: expect.stringContaining('RFC'),
    });
  });

  it('of a host that no longer tells says so, in place of a state that nobody knows', async () => {
    const status = demoState().hosts[1]?.status?.sessions[0];
    const rows = buildPeerRows(await show(), status, 0, '', true);
    expect(fieldOf(rows, 'State')).toMatchObject({ value: 'unknown; was Established', level: 'warning' });
  });

  it('filters its values by name, value and meaning', async () => {
    const rows = buildPeerRows(await show(), undefined, 0, 'limit');
    expect(rows.map(({ id }) => id)).toEqual(['Channel ipv6', 'Channel ipv6 Import limit 0']);
  });

  it('takes no answer that is about another session, and keeps what it knew when one cannot be read', async () => {
    const details = await show();
    const opened = play(demoState(), open(subject));
    const read = play(opened, peerPage.event({ type: 'read', subject, details }));
    expect(peerPage.of(read).details).toBe(details);
    const problem = toProblem(new Error('the line was cut'));
    const unread = play(read, peerPage.event({ type: 'unread', subject, problem }));
    expect(peerPage.of(unread)).toMatchObject({ details, problem });
    const elsewhere = play(unread, open(other), peerPage.event({ type: 'read', subject, details }));
    expect(peerPage.of(elsewhere)).toMatchObject({ subject: other, details: undefined, problem: undefined });
  });

  it('is left with Esc for where it was opened, and each page leads back to the one before', () => {
    const request = { host: 'ixpams01', query: { prefix: '2a06:de00::/29' } };
    const state = play(demoState(), open(subject), {
      type: 'page-opened',
      view: 'routes',
      about: routesPage.event({ type: 'opened', request }),
    });
    expect(crumbsOf(state)).toEqual(['sessions', 'peer', 'routes']);
    const peer = play(state, { type: 'dismissed' });
    expect(peer.view).toBe('peer');
    const second = play(peer, open(other));
    expect(peerPage.of(second).subject).toEqual(other);
    expect(crumbsOf(second)).toEqual(['sessions', 'peer']);
    const first = play(second, { type: 'dismissed' });
    expect(peerPage.of(first).subject).toEqual(subject);
    expect(play(first, { type: 'dismissed' })).toMatchObject({ view: 'sessions', focus: 'hosts' });
  });

  it('refuses what changes a session in the read-only mode, and while something is under way', () => {
    const state = play(demoState(), open(subject));
    const keys = ['-', 'R', '+', 'I', 'O'];
    for (const key of keys) {
      const binding = findBinding(state, key);
      expect(binding?.dangerous).toBe(true);
      expect(binding?.disabled?.(state)).toBeUndefined();
      expect(binding?.disabled?.({ ...state, readOnly: true })).toContain('read-only');
      const working = reduce(state, { type: 'work-started', kind: 'sync', at: state.clock });
      expect(binding?.disabled?.(working)).toContain('sync is under way');
      const planning = reduce(state, peerPage.event({ type: 'planning', planning: true }));
      expect(binding?.disabled?.(planning)).toContain('being looked up');
    }
    expect(viewOf(state).diagnosis(state)).toBeDefined();
  });
});
