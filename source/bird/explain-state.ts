/** The states of RFC 4271, 8.2.2, and BIRD's own. */
const bgpStates: Readonly<Record<string, string>> = {
  Established: 'up: routes are exchanged',
  Idle: 'no connection is tried now: BIRD waits after an error, or for the neighbour’s address to be on a link',
  Connect: 'BIRD tries to connect and has no answer yet',
  Active: 'BIRD waits before it tries to connect again; the neighbour may connect in the meantime',
  OpenSent: 'connected; our OPEN is sent and the neighbour’s has not come',
  OpenConfirm: 'the OPENs agree; the first KEEPALIVE has not come',
  Close: 'the connection is being closed',
  Down: 'the session is not started: disabled, or BIRD is stopping',
  Passive: 'BIRD waits for the neighbour to connect, and never connects itself',
};

const protocolStates: Readonly<Record<string, string>> = {
  up: 'running',
  start: 'started, and not up yet',
  stop: 'being taken down',
  down: 'not started: disabled by hand, by configuration or after an error',
};

export function explainBgpState(state: string): string {
  return bgpStates[state] ?? 'a state that is not explained here';
}

export function explainProtocolState(state: string): string {
  return protocolStates[state] ?? 'a state that is not explained here';
}

const channelStates: Readonly<Record<string, string>> = {
  UP: 'routes of this address family are exchanged',
  START: 'the channel waits for the session',
  FLUSHING: 'the routes learned through it are being removed',
  STOP: 'the channel is being taken down',
  DOWN: 'no routes of this address family are exchanged',
  PAUSE: 'imports are held back for a moment',
  NONE: 'nothing goes this way',
  HUNGRY: 'the table was not asked for its routes yet',
  WAITING: 'the table’s routes are waited for',
  FEEDING: 'the routes of the table are being sent',
  PARTIAL: 'a part of the routes of the table is being sent again',
  READY: 'every route of the table was sent; changes follow as they come',
};

export function explainChannelState(state: string): string {
  return channelStates[state.toUpperCase()] ?? 'a state that is not explained here';
}
