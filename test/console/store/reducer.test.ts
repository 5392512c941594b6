import { describe, expect, it } from 'vitest';
import { type Instant, milliseconds } from '../../../source/basics/brand.ts';
import type { ConsoleEvent } from '../../../source/console/store/events.ts';
import { listInFocus } from '../../../source/console/store/reduce-modes.ts';
import { reduce } from '../../../source/console/store/reducer.ts';
import { type ConsoleState, eventLimit, logLimit, topMode } from '../../../source/console/store/state.ts';
import { demoChanges, demoClock, demoFlap, demoPlan, hostName } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

function play(state: ConsoleState, ...events: readonly ConsoleEvent[]): ConsoleState {
  return events.reduce(reduce, state);
}

const started: ConsoleEvent = { type: 'work-started', kind: 'sync', at: demoClock, total: 2 };

describe('the state of the console', () => {
  it('keeps the log bounded', () => {
    const record = {
      at: demoClock,
      host: 'here' as const,
      command: 'terraform plan',
      exitCode: 0,
      duration: milliseconds(1),
    };
    const run: ConsoleEvent = { type: 'command-run', record };
    const state = play(demoState(), ...new Array<ConsoleEvent>(logLimit + 20).fill(run));
    expect(state.log).toHaveLength(logLimit);
  });

  it('leaves out a host that is not of the fleet', () => {
    const state = demoState();
    expect(play(state, { type: 'host-pending', host: hostName('stranger') })).toBe(state);
  });

  it('takes a poll as one update', () => {
    const state = demoState();
    const [first, second] = state.hosts;
    const next = play(state, {
      type: 'batch',
      events: [
        { type: 'host-pending', host: first?.name ?? hostName('') },
        { type: 'host-pending', host: second?.name ?? hostName('') },
      ],
    });
    expect(next.hosts.filter(({ pending }) => pending)).toHaveLength(2);
  });

  it('follows a sync host by host, and keeps what still differs', () => {
    const differences = demoChanges.map((change) => ({
      host: change.host,
      changes: [change],
      stale: [],
      drifted: [],
    }));
    const compared = play(
      demoState(),
      { type: 'work-started', kind: 'diff', at: demoClock },
      { type: 'work-ended', at: demoClock, end: { kind: 'diff', result: { hosts: differences } } },
    );
    const syncing = play(compared, started, {
      type: 'work-event',
      event: { type: 'host-stage', host: hostName('ixpams01'), stage: 'validating', detail: 'bird -p' },
    });
    expect(syncing.work?.steps).toEqual([{ name: 'ixpams01', state: 'running', text: 'validating bird -p' }]);
    const problem = { kind: 'validation-failed', message: 'bird refused the file' };
    const ended = play(syncing, {
      type: 'work-ended',
      at: demoClock,
      end: {
        kind: 'sync',
        result: {
          hosts: [
            { host: hostName('ixpams01'), outcome: 'changed', files: ['bird/bird.conf'] },
            { host: hostName('ixpfra01'), outcome: 'failed', files: [], problem },
          ],
        },
      },
    });
    expect(ended.outcome).toMatchObject({
      result: 'failed',
      text: 'synced 2 hosts: 1 changed, 1 failed',
      open: true,
    });
    expect(ended.changes?.changes.map(({ host }) => host)).toEqual(['ixpfra01', 'coreams01']);
    expect(ended.problems).toEqual([problem]);
    expect(topMode(ended)?.kind).toBe('problems');
  });

  it('puts a question only when nothing else has the keyboard, and about everything', () => {
    const help = play(
      demoState(),
      { type: 'mode-entered', mode: { kind: 'help' } },
      { type: 'question-raised', question: { kind: 'apply', plan: demoPlan } },
    );
    expect(topMode(help)?.kind).toBe('help');
    const asked = play(help, { type: 'mode-left' });
    expect(topMode(asked)).toMatchObject({ kind: 'confirm', focus: 'cancel', armed: false });
    expect(asked.view).toBe('plan');
  });

  it('arms only the question that is on show', () => {
    const first = { kind: 'apply', plan: demoPlan } as const;
    const second = { kind: 'quit', work: 'plan', leaving: 'Leaving stops it.' } as const;
    const state = play(
      demoState(),
      { type: 'question-raised', question: first },
      { type: 'question-raised', question: second },
      { type: 'mode-left' },
      { type: 'question-armed', question: first },
    );
    expect(topMode(state)).toMatchObject({ question: second, armed: false });
    expect(topMode(play(state, { type: 'question-armed', question: second }))).toMatchObject({
      armed: true,
    });
  });

  it('shows an answer only while it is waited for, and above nothing else', () => {
    const found = {
      type: 'answer-found',
      lines: [{ part: 'fact', text: 'written by the template' }],
      complete: true,
    } as const;
    const asked = play(demoState(), { type: 'answer-sought', id: 2, title: 'why?' });
    expect(topMode(asked)).toMatchObject({ kind: 'answer', answer: { lines: [], complete: false } });
    expect(listInFocus(asked)).toBe('answer');
    expect(play(asked, { ...found, id: 1 })).toBe(asked);
    expect(topMode(play(asked, { ...found, id: 2 }))).toMatchObject({ answer: { lines: found.lines } });
    const closed = play(asked, { type: 'mode-left' });
    expect(play(closed, { ...found, id: 2 })).toBe(closed);
    const help = play(demoState(), { type: 'mode-entered', mode: { kind: 'help' } });
    expect(play(help, { type: 'answer-sought', id: 3, title: 'why?' })).toBe(help);
  });

  it('counts what happened until it was seen as a list, and keeps it bounded', () => {
    const [, host] = demoState().hosts;
    if (host?.status === undefined) throw new Error('the demo has a second host');
    const flapped: ConsoleEvent = { type: 'host-status', status: host.status, changes: demoFlap(demoClock) };
    const happened = play(demoState(), flapped);
    expect(happened.happened).toMatchObject({ told: 2, seen: 0 });
    expect(happened.happened.events.map(({ change }) => change.kind)).toEqual(['session-up', 'session-down']);
    const seen = play(happened, { type: 'view-chosen', view: 'events' });
    expect(seen.happened.seen).toBe(2);
    expect(play(seen, flapped).happened.seen).toBe(4);
    const many = play(demoState(), ...new Array<ConsoleEvent>(eventLimit).fill(flapped));
    expect(many.happened.events).toHaveLength(eventLimit);
    expect(many.happened.told).toBe(2 * eventLimit);
  });

  it('keeps the warnings of the repository apart from the problems of an operation', () => {
    const warning = { kind: 'passed-over', message: 'inventory/notes.bak is no inventory' };
    const read = play(demoState(), { type: 'fleet-read', warnings: [warning] }, started);
    expect(read.warnings).toEqual([warning]);
    expect(read.modes).toEqual([]);
    expect(play(read, { type: 'fleet-read', warnings: [] }).warnings).toEqual([]);
  });

  it('goes back to the filter as it was when editing is cancelled', () => {
    const typing = play(
      demoState(),
      { type: 'mode-entered', mode: { kind: 'filter', list: 'hosts', before: 'ixp' } },
      { type: 'filter-edited', text: 'ixpams' },
    );
    expect(typing.filters.hosts).toBe('ixpams');
    expect(play(typing, { type: 'filter-cancelled' })).toMatchObject({
      modes: [],
      filters: { hosts: 'ixp' },
    });
  });

  it('takes away with Esc what was said, then the results, then the filter', () => {
    const state: ConsoleState = {
      ...demoState(),
      notice: { tone: 'plain', text: 'the last changed file' },
      outcome: { kind: 'sync', at: demoClock, result: 'done', text: '', steps: [], open: true },
      filters: { ...demoState().filters, hosts: 'ixp' },
    };
    const once = play(state, { type: 'dismissed' });
    expect(once.notice).toBeUndefined();
    const twice = play(once, { type: 'dismissed' });
    expect(twice.outcome?.open).toBe(false);
    expect(twice.filters.hosts).toBe('ixp');
    expect(play(twice, { type: 'dismissed' }).filters.hosts).toBe('');
  });

  it('shows each problem once', () => {
    const problem = { kind: 'undefined-variable', message: "'x' is undefined" };
    const state = play(
      demoState(),
      { type: 'work-started', kind: 'render', at: demoClock },
      { type: 'work-event', event: { type: 'problem', problem } },
      {
        type: 'work-ended',
        at: demoClock,
        end: { kind: 'render', result: { files: 3, changes: [], terraform: [], problems: [problem] } },
      },
    );
    expect(state.problems).toEqual([problem]);
    expect(listInFocus(state)).toBe('problems');
  });

  it('tells a stopped operation from a failed one', () => {
    const problem = { kind: 'aborted', message: 'aborted' };
    const stopped = play(demoState(), started, {
      type: 'work-failed',
      at: demoClock,
      kind: 'sync',
      stopped: true,
      problem,
    });
    expect(stopped.outcome).toMatchObject({ result: 'stopped', text: 'sync stopped' });
    expect(stopped.problems).toEqual([]);
    const failed = play(demoState(), started, {
      type: 'work-failed',
      at: 5 as Instant,
      kind: 'sync',
      stopped: false,
      problem,
    });
    expect(failed.problems).toEqual([problem]);
  });
});
