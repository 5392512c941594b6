import { describe, expect, test } from 'vitest';
import type { Instant } from '../../../source/basics/brand.ts';
import { type Protocol, parseProtocols } from '../../../source/bird/index.ts';
import type { SessionRecord } from '../../../source/operations/status/session-history.ts';
import type { FleetStatus, SessionStatus } from '../../../source/operations/status/status-model.ts';
import { recallNoRoutes } from '../../../source/operations/status/status-routes.ts';
import { toSessionStatus } from '../../../source/operations/status/status-sessions.ts';
import { describeStatus } from '../../../source/operations/status/status-text.ts';
import { nameHost } from '../observed-fleet.ts';

interface Counted {
  readonly routes: string;
  readonly updates?: string;
  readonly withdraws?: string;
  readonly filter?: string;
}

function readSession({ routes, updates, withdraws, filter = '(unnamed)' }: Counted): SessionStatus {
  const text = `Name       Proto      Table      State  Since         Info
harbour    BGP        ---        up     12:00:00.000  Established
  BGP state:          Established
    Neighbor address: 2001:db8::9
    Neighbor AS:      64500
  Channel ipv6
    State:          UP
    Input filter:   ${filter}
    Routes:         ${routes}
    Route change stats:     received   rejected   filtered    ignored   accepted
      Import updates:              ${updates ?? '0          0          0          0          0'}
      Import withdraws:            ${withdraws ?? '0          0        ---          0          0'}
      Export updates:              0          0          0        ---          0
      Export withdraws:            0        ---        ---        ---          0
`;
  const protocol: Protocol | undefined = parseProtocols(text)[0];
  if (protocol === undefined) throw new Error('BIRD tells one');
  return toSessionStatus(protocol, protocol);
}

describe('an Established session without routes', () => {
  test('is told where the filter keeps what it refuses', () => {
    const { noRoutes } = readSession({ routes: '0 imported, 2 filtered, 1 exported, 0 preferred' });
    expect(noRoutes).toBe('no route is in: all 2 received are filtered');
  });

  test('is told where routes came and none was withdrawn by the peer', () => {
    const { noRoutes } = readSession({
      routes: '0 imported, 1 exported, 0 preferred',
      updates: '4          0          2          0          2',
      withdraws: '0          0        ---          0          2',
    });
    expect(noRoutes).toBe('no route is in: all that are received are filtered');
  });

  test('is told where the peer took back what it had', () => {
    const { noRoutes } = readSession({
      routes: '0 imported, 1 exported, 0 preferred',
      updates: '2          0          0          0          2',
      withdraws: '2          0        ---          0          2',
    });
    expect(noRoutes).toBe('no route is in: those it had are withdrawn or filtered');
  });

  test('is well where nothing ever came, some are in, or none is wanted', () => {
    expect(readSession({ routes: '0 imported, 1 exported, 0 preferred' }).noRoutes).toBeUndefined();
    expect(
      readSession({ routes: '1 imported, 5 filtered, 1 exported, 1 preferred' }).noRoutes,
    ).toBeUndefined();
    const refusing = readSession({
      routes: '0 imported, 3 filtered, 1 exported, 0 preferred',
      updates: '3          0          3          0          0',
      filter: 'REJECT',
    });
    expect(refusing.noRoutes).toBeUndefined();
    expect(refusing.importsNothing).toBe(true);
  });

  test('is worth a warning in the status, with the words', () => {
    const session = readSession({ routes: '0 imported, 2 filtered, 1 exported, 0 preferred' });
    const fleet: FleetStatus = {
      fleet: { name: 'example', mode: 'lab' },
      hosts: [
        {
          name: nameHost('ams'),
          group: 'ixp',
          reachable: true,
          bird: 'running',
          observedAt: 0 as Instant,
          sessions: [session],
          tunnels: [],
        },
      ],
    };
    const text = describeStatus(fleet, { now: 0, width: 100 });
    expect(text).toMatch(/^! ams .*1\/1/m);
    expect(text).toMatch(/^! ams +harbour +Established/m);
    expect(text).toContain('no route is in: all 2 received are filtered');
  });
});

describe('what is remembered of its routes', () => {
  const session = readSession({ routes: '0 imported, 1 exported, 0 preferred' });
  const record: SessionRecord = {
    up: true,
    since: 0 as Instant,
    sinceBefore: false,
    birdSince: '12:00:00.000',
    flaps: [],
    samples: [{ at: 0 as Instant, imported: 20, exported: 1 }],
    seen: 90_000 as Instant,
  };

  test('tells one that came back without them', () => {
    expect(recallNoRoutes(session, record)).toBe('no route is in: it had 20 within the last hour');
  });

  test('leaves alone one that still learns, has some, or never had any', () => {
    expect(recallNoRoutes(session, { ...record, seen: 20_000 as Instant })).toBeUndefined();
    expect(recallNoRoutes({ ...session, imported: 3 }, record)).toBeUndefined();
    expect(recallNoRoutes({ ...session, importsNothing: true }, record)).toBeUndefined();
    expect(recallNoRoutes(session, { ...record, samples: [] })).toBeUndefined();
  });
});
