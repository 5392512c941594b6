import { sanitizeLine } from '../../basics/sanitize.ts';
import type { Protocol } from '../../bird/index.ts';

/** What an operator can do to a session. */
export const peerActions = ['disable', 'enable', 'restart', 'reload-in', 'reload-out'] as const;

export type PeerAction = (typeof peerActions)[number];

/** BIRD's own words for it. */
const verbs: Readonly<Record<PeerAction, string>> = {
  disable: 'disable',
  enable: 'enable',
  restart: 'restart',
  'reload-in': 'reload in',
  'reload-out': 'reload out',
};

/** The command that does it; the name is quoted already. From version 3 on BIRD tells a neighbour's reload from a filter's. */
export function writePeerCommand(
  action: PeerAction,
  symbol: string,
  { message, version }: { readonly message?: string; readonly version?: string } = {},
): string {
  const tail = message === undefined ? '' : ` "${message}"`;
  const isThree = Number.parseInt(version ?? '', 10) >= 3;
  const verb = isThree ? verbs[action].replace('reload ', 'reload bgp ') : verbs[action];
  return `${verb} ${symbol}${tail}`;
}

/** What an action does, in a line, and what an operator should know before it. */
export interface PeerActionText {
  readonly does: string;
  readonly warnings: readonly string[];
}

/** Words for an action on a session as it is now. */
export function describePeerAction(action: PeerAction, session: Protocol): PeerActionText {
  const name = sanitizeLine(session.name, 80);
  const up = session.bgp?.state === 'Established';
  const drops = up ? describeLoss(session) : [];
  switch (action) {
    case 'disable':
      return {
        does: `take ${name} down until it is enabled again`,
        warnings: [
          ...drops,
          'any later `configure` of BIRD, and so any sync that changes its configuration, brings it up again',
        ],
      };
    case 'enable':
      return { does: `let ${name} come up`, warnings: [] };
    case 'restart':
      return {
        does: `take ${name} down and let it come up at once`,
        warnings: [...drops, ...(session.state === 'down' ? ['it is disabled: this enables it'] : [])],
      };
    case 'reload-in':
      return {
        does: `ask the neighbour of ${name} for its routes again, and filter them anew`,
        warnings: [...needsRefresh(session), ...notUp(up)],
      };
    case 'reload-out':
      return { does: `send the neighbour of ${name} our routes again`, warnings: notUp(up) };
  }
}

function describeLoss({ channels }: Protocol): string[] {
  const sum = (kind: 'imported' | 'exported') =>
    channels.reduce((total, { routes }) => total + (routes?.[kind] ?? 0), 0);
  return [
    `its routes are dropped: ${sum('imported')} learned from it here, ${sum('exported')} of ours at the neighbour; traffic moves or stops`,
  ];
}

function needsRefresh({ bgp }: Protocol): string[] {
  const capabilities = bgp?.neighborCapabilities;
  if (capabilities === undefined) return [];
  const knows = capabilities.some((line) => /route.?refresh|^refresh$/i.test(line));
  return knows
    ? []
    : ['the neighbour did not announce route refresh: BIRD may refuse, or restart the session'];
}

function notUp(up: boolean): string[] {
  return up ? [] : ['the session is not Established, so there is nothing to reload'];
}
