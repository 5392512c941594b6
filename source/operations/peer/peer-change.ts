import { setTimeout as pause } from 'node:timers/promises';
import { type Milliseconds, milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type BirdClient,
  createBirdcClient,
  isRefusal,
  type Protocol,
  parseStatus,
} from '../../bird/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import {
  describePeerAction,
  type PeerAction,
  type PeerActionText,
  writePeerCommand,
} from './peer-actions.ts';
import { findHost, openReader, quoteSymbol, readPeer } from './peer-find.ts';

/** What would be done to a session, to be shown before it is. */
export interface PeerPlan extends PeerActionText {
  readonly host: HostName;
  readonly session: string;
  readonly action: PeerAction;
  /** As it would be run on the host. */
  readonly command: string;
  readonly before: PeerState;
}

export interface PeerState {
  /** BGP's own: `Established`, `Down`, … */
  readonly state: string;
  readonly since: string;
  readonly error?: string;
  readonly imported: number;
  readonly exported: number;
}

export type PeerEvent =
  | {
      readonly type: 'peer-asked';
      readonly host: HostName;
      readonly command: string;
      readonly answer: string;
    }
  | {
      readonly type: 'peer-state';
      readonly host: HostName;
      readonly session: string;
      readonly state: PeerState;
    };

export interface PeerResult {
  readonly host: HostName;
  readonly session: string;
  readonly action: PeerAction;
  readonly answer: string;
  /** False where the state that was asked for did not come within the limit. */
  readonly reached: boolean;
  readonly after: PeerState;
}

export interface PeerOptions {
  readonly signal?: AbortSignal;
  /** Told to the neighbour with a shutdown or a restart (RFC 9003). */
  readonly message?: string;
  /** How long the resulting state is waited for; the default is 30 s. */
  readonly limit?: Milliseconds;
}

const defaultLimit = milliseconds(30_000);
const lookInterval = 250;
const longestMessage = 255;

/** What an action on a session would do. Throws OperatorError where there is no such session. */
export async function planPeerChange(
  session: FleetSession,
  hostName: string,
  name: string,
  action: PeerAction,
  options: PeerOptions = {},
): Promise<PeerPlan> {
  const host = findHost(session, hostName).name;
  const symbol = quoteSymbol(name, host);
  const message = checkMessage(options.message);
  const client = openReader(session.remote.connect(host));
  try {
    const peer = await readPeer(client, host, name, options.signal);
    const status = await client.send('show status', options.signal ? { signal: options.signal } : {});
    const { version } = parseStatus(status.text);
    const command = writePeerCommand(action, symbol, {
      ...(message !== undefined && { message }),
      ...(version !== undefined && { version }),
    });
    const text = describePeerAction(action, peer);
    return { host, session: name, action, command: `birdc ${command}`, before: toPeerState(peer), ...text };
  } finally {
    client.close();
  }
}

/** Does what was planned, then follows the session until it is in the state that was asked for, or the time is over. */
export async function* changePeer(
  session: FleetSession,
  plan: PeerPlan,
  options: PeerOptions = {},
): Operation<PeerEvent, PeerResult> {
  const { host, session: name, action } = plan;
  const connection = session.remote.connect(host);
  const client = openReader(connection);
  try {
    const answer = await give(createBirdcClient(connection), plan, options.signal);
    yield { type: 'peer-asked', host, command: plan.command, answer };
    const ends = performance.now() + (options.limit ?? defaultLimit);
    let told = '';
    while (true) {
      const state = toPeerState(await readPeer(client, host, name, options.signal));
      const line = `${state.state} ${state.error ?? ''}`;
      if (line !== told) yield { type: 'peer-state', host, session: name, state };
      told = line;
      const reached = isReached(plan, state);
      if (reached || performance.now() >= ends) {
        return { host, session: name, action, answer, reached, after: state };
      }
      await pause(lookInterval, undefined, options.signal ? { signal: options.signal } : {});
    }
  } finally {
    client.close();
  }
}

async function give(client: BirdClient, plan: PeerPlan, signal: AbortSignal | undefined): Promise<string> {
  const reply = await client.send(plan.command.slice('birdc '.length), signal ? { signal } : {});
  const answer = sanitizeLine(reply.text.replace(/^\d{4}[ -]/, '').trim());
  if (!isRefusal(reply)) return answer;
  throw new OperatorError({
    kind: 'bird-refused',
    message: `BIRD on ${plan.host} did not ${plan.does}.`,
    host: plan.host,
    attempted: plan.command,
    answer,
  });
}

function isReached({ action, before }: PeerPlan, now: PeerState): boolean {
  switch (action) {
    case 'disable':
      return now.state === 'Down';
    case 'enable':
    case 'reload-in':
    case 'reload-out':
      return now.state === 'Established';
    case 'restart':
      return now.state === 'Established' && now.since !== before.since;
  }
}

/** The state of a session, in the words of a row that may lack its details. */
export function toPeerState({ state, since, info, bgp, channels }: Protocol): PeerState {
  const sum = (kind: 'imported' | 'exported') =>
    channels.reduce((total, { routes }) => total + (routes?.[kind] ?? 0), 0);
  const bgpState = state === 'down' ? 'Down' : (bgp?.state ?? info.split(' ', 1)[0] ?? state);
  return {
    state: sanitizeLine(bgpState, 40),
    since: sanitizeLine(since, 60),
    ...(bgp?.lastError !== undefined &&
      bgpState !== 'Established' && { error: sanitizeLine(bgp.lastError, 200) }),
    imported: sum('imported'),
    exported: sum('exported'),
  };
}

/** A message as it may stand between double quotes in a command of BIRD. */
function checkMessage(message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  const refuse = (why: string) => new OperatorError({ kind: 'usage', message: `The message ${why}.` });
  if (/["\u0000-\u001f\u007f]/.test(message))
    throw refuse('may hold no double quote and no control character');
  if (Buffer.byteLength(message) > longestMessage)
    throw refuse(`is longer than ${longestMessage} bytes (RFC 9003)`);
  return message;
}
