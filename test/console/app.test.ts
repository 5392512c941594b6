import { beforeAll, describe, expect, it } from 'vitest';
import type { GridSize } from '../../source/console/frame/cell-grid.ts';
import { displayWidth } from '../../source/console/frame/clusters.ts';
import { explanationLines } from '../../source/console/rows/answer-text.ts';
import { diagnosisLines } from '../../source/console/rows/diagnosis-text.ts';
import type { ConsoleEvent } from '../../source/console/store/events.ts';
import { reduce } from '../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../source/console/store/state.ts';
import { bundle } from '../terminal/bundle.ts';
import {
  demoChanges,
  demoClock,
  demoDiagnosis,
  demoExplanation,
  demoFlap,
  demoPlan,
  demoStatuses,
  hostName,
} from './demo-fleet.ts';
import { demoState } from './demo-state.ts';

/** ink-table can be loaded from a bundle only, so frames are drawn by one. */
let frameOf: (state: ConsoleState) => string;

beforeAll(async () => {
  const script = await bundle(new URL('./draw-app.tsx', import.meta.url).pathname);
  const { drawApp }: typeof import('./draw-app.tsx') = await import(script);
  frameOf = drawApp;
});

function play(state: ConsoleState, ...events: readonly ConsoleEvent[]): ConsoleState {
  return events.reduce(reduce, state);
}

const hundred: GridSize = { columns: 100, rows: 30 };
const small: GridSize = { columns: 80, rows: 24 };

const compared: ConsoleEvent = {
  type: 'work-ended',
  at: demoClock,
  end: {
    kind: 'diff',
    result: {
      hosts: demoChanges.map((change) => ({ host: change.host, changes: [change], stale: [], drifted: [] })),
    },
  },
};

const explained: readonly ConsoleEvent[] = [
  { type: 'answer-sought', id: 1, title: 'why is this line here?' },
  {
    type: 'answer-found',
    id: 1,
    lines: explanationLines(demoExplanation('ixpams01', 'bird/bird.conf', 42), 'as it was'),
    complete: true,
  },
];

const flapped = demoStatuses(demoClock).find(({ name }) => name === 'ixpams01') ?? raise();

function raise(): never {
  throw new Error('the demo has ixpams01');
}

const scenes: readonly (readonly [string, readonly ConsoleEvent[], readonly string[]])[] = [
  ['the sessions', [], ['peer_example', 'Connect', 'Established', 'vltcdg01: unreachable since']],
  [
    'the tunnels',
    [{ type: 'view-chosen', view: 'tunnels' }],
    ['wg-core', 'coreams01', '40s', '48211034 B received', 'handshake'],
  ],
  ['the empty diff', [{ type: 'view-chosen', view: 'diff' }], ['no differences yet']],
  [
    'the differences',
    [{ type: 'work-started', kind: 'diff', at: demoClock }, compared, { type: 'view-chosen', view: 'diff' }],
    ['bird/bird.conf', '+1 -1'],
  ],
  [
    'the question of a sync',
    [{ type: 'question-raised', question: { kind: 'sync', differences: [] } }],
    ['Sync 0 hosts of LAB default?', '[ Cancel ]'],
  ],
  [
    'the question of an apply',
    [{ type: 'question-raised', question: { kind: 'apply', plan: demoPlan } }],
    ['Apply to LAB default?', 'add 1     ixpams01', '1 to add, 1 to change, 0 to remove.'],
  ],
  [
    'the progress of a sync',
    [
      { type: 'work-started', kind: 'sync', at: demoClock, total: 2 },
      { type: 'work-event', event: { type: 'host-stage', host: hostName('ixpams01'), stage: 'staging' } },
    ],
    ['sync 0/2', 'ixpams01  staging', 'Ctrl-C stops it'],
  ],
  [
    'the explanation of a line',
    explained,
    [
      'why is this line here?',
      '42  description "new words";',
      'Edited since the diff was made',
      'templates/config/shared/bird/session.j2:17',
      "with sessions[0].description = 'new words'",
      'set in networks/sessions.yml:12',
      'not committed yet',
      'because of sessions[0].kind =',
      'since 1f2e3d4c 2026-11-21 Felix',
    ],
  ],
  [
    'a diagnosis',
    [
      { type: 'answer-sought', id: 1, title: 'what is wrong with ixpams01?' },
      { type: 'answer-found', id: 1, lines: diagnosisLines([demoDiagnosis]), complete: true },
    ],
    [
      'what is wrong with ixpams01?',
      'ixpams01 peer_example: Connect since 09:12',
      'connection-refused (90 %): nothing listens',
      'Ask the peer',
      'ixpams01$ nc',
    ],
  ],
  [
    'what happened',
    [{ type: 'host-status', status: flapped, changes: demoFlap(demoClock) }],
    ['ixpams01 he_v6: is up again after 4 s'],
  ],
  [
    'the list of what happened',
    [
      { type: 'host-status', status: flapped, changes: demoFlap(demoClock) },
      { type: 'view-chosen', view: 'events' },
    ],
    ['what happened', 'went down: Hold', 'is up again after'],
  ],
  ['the help', [{ type: 'mode-entered', mode: { kind: 'help' } }], ['Everywhere', 'Render the templates']],
  [
    'a problem',
    [
      {
        type: 'problem-found',
        problem: {
          kind: 'undefined-variable',
          message: "'x' is undefined",
          host: 'ixpams01',
          place: { file: 'templates/config/ixp/bird/bird.conf.j2', line: 7 },
          attempted: 'rendering',
          answer: 'two\nlines',
          hint: 'set it',
        },
      },
    ],
    ["ixpams01: 'x' is undefined", 'at templates/config/ixp/bird/bird.conf.j2:7', '| lines', 'set it'],
  ],
];

describe('a frame', () => {
  it.each(scenes)(
    'of %s shows what matters, at any size, and fills the screen exactly',
    (_, events, wanted) => {
      for (const size of [hundred, small, { columns: 60, rows: 15 }]) {
        const state = play(demoState(size), ...events);
        const frame = frameOf(state);
        const lines = frame.split('\n');
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(size.columns);
        if (size.columns >= 80) for (const text of wanted) expect(frame).toContain(text);
      }
    },
  );

  it('never shows control characters of hosts and peers', () => {
    const evil = '\u001b[2J\u001b]0;title\u0007\u202eevil\u0000';
    const state = demoState(hundred);
    const [, host] = state.hosts;
    if (host?.status === undefined) throw new Error('the demo has a second host');
    const sessions = host.status.sessions.map((session) => ({
      ...session,
      name: evil,
      error: evil,
      description: evil,
    }));
    const status = { ...host.status, sessions, problem: { kind: evil, message: evil, answer: evil } };
    const frame = frameOf(play(state, { type: 'host-status', status }));
    expect(frame).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(frame).toContain('evil');
  });

  it('asks too much of no terminal', () => {
    expect(frameOf(demoState({ columns: 30, rows: 5 }))).toContain('the console needs 60x15');
  });
});
