import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../source/console/frame/clusters.ts';
import { layoutOf } from '../../../source/console/layout.ts';
import { chooseLook } from '../../../source/console/look/look.ts';
import { mainPane } from '../../../source/console/panes/main-pane.ts';
import type { ConsoleEvent } from '../../../source/console/store/events.ts';
import { reduce } from '../../../source/console/store/reducer.ts';
import { logPage } from '../../../source/console/views/daemon-log/daemon-log-slice.ts';
import { hostPage } from '../../../source/console/views/host/host-slice.ts';
import { peerPage } from '../../../source/console/views/peer/peer-slice.ts';
import { routesPage } from '../../../source/console/views/routes/routes-slice.ts';
import { fleetVitals } from '../../../source/console/views/vitals/vitals-slice.ts';
import { demoClock } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';
import { demoVitals } from '../demo-vitals.ts';

const plain = chooseLook({ LANG: 'C.UTF-8', NO_COLOR: '1', TERM: 'xterm' });
const evil = '\u001b[2J\u001b]0;title\u0007\u202eevil\u0000';

const subject = { host: 'ixpams01', session: 'peer_example' };
const request = { host: 'ixpams01', query: { prefix: '::/0' } };
const log = { host: 'ixpams01', unit: 'bird' };

const scenes: readonly (readonly [string, readonly ConsoleEvent[], readonly string[]])[] = [
  [
    'the vitals',
    [
      { type: 'view-chosen', view: 'vitals' },
      fleetVitals.event(['coreams01', 'ixpams01', 'vltcdg01'].map((name) => demoVitals(name, demoClock))),
    ],
    ['V vitals', '95 %', 'vltcdg01'],
  ],
  [
    'the page of a host',
    [
      { type: 'page-opened', view: 'host', about: hostPage.event({ type: 'opened', host: 'ixpams01' }) },
      hostPage.event({ type: 'read', host: 'ixpams01', vitals: demoVitals('ixpams01', demoClock) }),
    ],
    ['sessions › host', 'ixpams01, read now', '0.12 0.2 0.31 on 4', '/ is 95 % full'],
  ],
  [
    'the page of a session',
    [{ type: 'page-opened', view: 'peer', about: peerPage.event({ type: 'opened', subject }) }],
    ['sessions › peer', 'ixpams01 peer_example', 'Down since', '3 in a day', 'First error', 'Peer said'],
  ],
  [
    'routes that could not be read',
    [
      { type: 'page-opened', view: 'routes', about: routesPage.event({ type: 'opened', request }) },
      routesPage.event({ type: 'unread', request, problem: { kind: evil, message: evil, answer: evil } }),
    ],
    ['sessions › routes', 'ixpams01 ::/0', 'evil'],
  ],
  [
    'the log of a daemon',
    [
      { type: 'page-opened', view: 'daemon', about: logPage.event({ type: 'opened', subject: log }) },
      logPage.event({ type: 'told', subject: log, texts: ['bird: Started', `bird: ${evil}`] }),
    ],
    ['sessions › daemon', 'bird: Started', 'evil'],
  ],
];

describe('a page', () => {
  it.each(scenes)(
    'of %s shows what matters, at any size, and fills its pane exactly',
    (_, events, wanted) => {
      for (const [columns, rows] of [
        [250, 80],
        [120, 40],
        [80, 24],
        [60, 15],
      ] as const) {
        const state = events.reduce(reduce, demoState({ columns, rows }));
        const layout = layoutOf(state);
        if (layout.kind === 'too-small') throw new Error('the screen is large enough');
        const lines = mainPane(state, plain, layout.main).map((line) =>
          line.replaceAll(/\u001b\[[0-9;]*m/g, ''),
        );
        expect(lines).toHaveLength(layout.main.rows);
        for (const line of lines) expect(displayWidth(line)).toBe(layout.main.columns);
        const text = lines.join('\n');
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        if (columns >= 80) for (const word of wanted) expect(text).toContain(word);
      }
    },
  );
});
