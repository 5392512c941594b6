import type { Instant } from '../../source/basics/brand.ts';
import { OperatorError } from '../../source/basics/problem.ts';
import { explainError, explainSession, parseProtocols } from '../../source/bird/index.ts';
import type { PeerServices } from '../../source/console/views/peer/peer-services.ts';
import { describePeerAction } from '../../source/operations/peer/peer-actions.ts';
import type { RouteEntry } from '../../source/operations/peer/routes.ts';
import { hostName } from './demo-fleet.ts';

const established = (
  name: string,
) => `${name}      BGP        ---        up     2026-11-20 09:12:44  Established
  Description:    Route server 1
  BGP state:          Established
    Neighbor address: 2001:7f8:1::a500:6777:1
    Neighbor AS:      6777
    Local AS:         215011
    Neighbor ID:      195.69.144.255
    Neighbor capabilities
      Multiprotocol
        AF announced: ipv6
      Route refresh
      4-octet AS numbers
    Session:          external AS4
    Source address:   2001:7f8:1::a521:5011:1
    Hold timer:       161.190/240
    Keepalive timer:  22.432/80
  Channel ipv6
    State:          UP
    Table:          master6
    Preference:     100
    Input filter:   ixp_in
    Output filter:  ixp_out
    Import limit:   200
      Action:       block
    Routes:         112 imported, 3 filtered, 2 exported, 98 preferred
    Route change stats:     received   rejected   filtered    ignored   accepted
      Import updates:            120          0          3          5        112
      Import withdraws:            4          0        ---          0          4
      Export updates:             31          0         29        ---          2
      Export withdraws:            0        ---        ---        ---          0
`;

const disabled = (name: string) => `${name}      BGP        ---        down   2026-11-21 14:01:02  
  BGP state:          Down
    Neighbor address: 2001:7f8:1::a500:6777:1
    Neighbor AS:      6777
    Local AS:         215011
    Last error:       Received: Administrative shutdown
`;

function route(network: string, protocol: string, path: string, more: Partial<RouteEntry> = {}): RouteEntry {
  return {
    network,
    protocol,
    destination: 'unicast',
    since: '2026-11-20 09:12:44',
    choice: 'best',
    info: '100',
    preference: 100,
    stale: false,
    nextHops: [{ via: '2001:7f8:1::a500:6777:1', interface: 'ixp0', onlink: false }],
    bgp: { path, origin: 'IGP', localPreference: '150', communities: '(6777,6777)' },
    attributes: [],
    ...more,
  };
}

const refused = route('3fff:a::/32', 'rs1_amsix', '6777 64501', {
  choice: 'other',
  reasons: ['RPKI-invalid: no ROA lets AS64501 announce 3fff:a::/32'],
});

/** Milliseconds between two lines of a log. */
const logPace = 100;

/** What is told of the sessions of the scripted fleet, and becomes of them; `ran` hears what is run. */
export function createDemoPeers(
  delay: (signal?: AbortSignal, time?: number) => Promise<void>,
  ran: (host: string, command: string) => void,
): PeerServices {
  const down = new Set<string>();
  const protocolOf = (name: string) => {
    const [protocol] = parseProtocols((down.has(name) ? disabled : established)(name)).filter(
      (each) => each.name === name,
    );
    if (protocol === undefined) throw new OperatorError({ kind: 'usage', message: `no session ${name}` });
    return protocol;
  };
  const stateOf = (name: string) => ({
    state: down.has(name) ? 'Down' : 'Established',
    since: '2026-11-20 09:12:44',
    imported: down.has(name) ? 0 : 112,
    exported: down.has(name) ? 0 : 2,
  });

  return {
    show: async (host, name, signal) => {
      await delay(signal);
      const session = protocolOf(name);
      const error = session.bgp?.lastError;
      return {
        host: hostName(host),
        observedAt: Date.now() as Instant,
        session,
        sections: explainSession(session),
        ...(error !== undefined && { error: explainError(error) }),
      };
    },
    plan: async (host, session, action) => {
      await delay();
      return {
        host: hostName(host),
        session,
        action,
        command: `birdc ${action.replace('-', ' ')} ${session}`,
        before: stateOf(session),
        ...describePeerAction(action, protocolOf(session)),
      };
    },
    async *change(plan, signal) {
      ran(plan.host, plan.command);
      yield { type: 'peer-asked', host: plan.host, command: plan.command, answer: `${plan.session}: done` };
      if (plan.action === 'disable') down.add(plan.session);
      else down.delete(plan.session);
      await delay(signal);
      const after = stateOf(plan.session);
      yield { type: 'peer-state', host: plan.host, session: plan.session, state: after };
      const { host, session, action } = plan;
      return { host, session, action, answer: 'done', reached: true, after };
    },
    routes: async (host, query, signal) => {
      await delay(signal);
      const kind = query.session?.kind;
      const learned = [
        route('2a06:de00::/29', 'rs1_amsix', '6777 64496'),
        route('2a06:de00::/29', 'he_v6', '6939 3333 64496', { choice: 'other' }),
      ];
      const routes = kind === 'filtered' ? [refused] : learned;
      return {
        host: hostName(host),
        observedAt: Date.now() as Instant,
        query,
        commands: [],
        routes,
        total: routes.length + (kind === 'from' ? 110 : 0),
        cut: kind === 'from' ? 110 : 0,
        notes: kind === 'from' ? ['3 more were refused by the import filter'] : [],
      };
    },
    async *reach(host, { kind }, signal) {
      const command = `${kind} -n 2001:7f8:1::a500:6777:1`;
      ran(host, command);
      yield { type: 'reach-start', host: hostName(host), command, notes: [] };
      await delay(signal);
      yield { type: 'reach-line', text: '64 bytes from 2001:7f8:1::a500:6777:1: time=0.6 ms' };
      return { host: hostName(host), command, exitCode: 0 };
    },
    async *follow(host, unit, signal) {
      const line = (text: string) => ({ type: 'log-line' as const, host: hostName(host), unit, text });
      yield line('Nov 21 14:00:01 bird: Reconfigured');
      for (let count = 0; !signal.aborted; count += 1) {
        yield line(`Nov 21 14:00:02 bird: rs1_amsix: a line ${count}`);
        await delay(signal, logPace).catch(() => undefined);
      }
      return { host: hostName(host), unit, lines: 2 };
    },
  };
}
