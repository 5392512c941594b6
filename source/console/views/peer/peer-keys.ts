import type { PeerAction } from '../../../operations/peer/peer-actions.ts';
import { whyNoWork } from '../../keys/disabled.ts';
import type { ConsoleState } from '../../store/state.ts';
import { openDaemonLog } from '../daemon-log/daemon-log-page.ts';
import { explainField, whyNoMeaning } from '../fields/explain-field.ts';
import type { FieldRow } from '../fields/field-rows.ts';
import { routeKeys } from '../routes/route-keys.ts';
import { askForPrefix } from '../routes/routes-page.ts';
import type { ViewKey } from '../view.ts';
import { changePeer } from './change-peer.ts';
import { peerPage } from './peer-slice.ts';
import { reachPeer } from './reach-peer.ts';
import { peerStatusOf } from './shown-peer.ts';

function isDown(state: ConsoleState): boolean {
  return peerStatusOf(state)?.state === 'Down';
}

function whyNoChange(state: ConsoleState): string | undefined {
  if (peerPage.of(state).planning) return 'what that would do is being looked up';
  return whyNoWork(state);
}

function action(
  name: PeerAction,
  facts: Pick<ViewKey<FieldRow>, 'keys' | 'title' | 'description' | 'footer' | 'shown'>,
): ViewKey<FieldRow> {
  return { ...facts, action: name, disabled: whyNoChange, dangerous: true, run: changePeer(name) };
}

/** The keys of a session's page. */
export const peerKeys: readonly ViewKey<FieldRow>[] = [
  {
    keys: ['?'],
    action: 'explain',
    title: 'explain',
    description: 'What the value under the cursor means; of an error its code and the RFC. F1 shows the keys',
    footer: 4,
    disabled: (_, row) => whyNoMeaning(row),
    run: explainField,
  },
  ...routeKeys((state) => peerPage.of(state).subject),
  {
    keys: ['b'],
    action: 'best',
    title: 'best',
    description: 'The routes of a prefix or an address on this host, which is best, and from where each is',
    footer: 3,
    run: (context) => {
      const { subject } = peerPage.of(context.store.state);
      if (subject !== undefined) askForPrefix(context, subject.host);
    },
  },
  action('disable', {
    keys: ['-'],
    title: 'disable',
    description: 'Take the session down until it is enabled, or BIRD is configured anew',
    footer: 2,
    shown: (state) => !isDown(state),
  }),
  action('enable', {
    keys: ['+', '='],
    title: 'enable',
    description: 'Let the session come up that was disabled',
    footer: 2,
    shown: isDown,
  }),
  action('restart', {
    keys: ['R'],
    title: 'restart',
    description: 'Take the session down and let it come up at once',
    footer: 2,
  }),
  action('reload-in', {
    keys: ['I'],
    title: 'reload in',
    description: 'Ask the neighbour for its routes again, and filter them anew',
    footer: 5,
  }),
  action('reload-out', {
    keys: ['O'],
    title: 'reload out',
    description: 'Send the neighbour our routes again',
    footer: 5,
  }),
  {
    keys: ['P'],
    action: 'ping',
    title: 'ping',
    description: 'Whether the neighbour answers, from the session’s own address',
    footer: 4,
    run: reachPeer('ping'),
  },
  {
    keys: ['T'],
    action: 'trace',
    title: 'trace',
    description: 'The way to the neighbour, from the session’s own address',
    footer: 4,
    run: reachPeer('trace'),
  },
  {
    keys: ['L'],
    action: 'log',
    title: 'log',
    description: 'The log of BIRD on this host, followed as it grows',
    footer: 4,
    run: ({ store }) => {
      const { subject } = peerPage.of(store.state);
      if (subject !== undefined)
        openDaemonLog(store, { host: subject.host, unit: 'bird', marked: subject.session });
    },
  },
];
