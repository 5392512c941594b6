import type { Instant } from '../../source/basics/brand.ts';
import { OperatorError } from '../../source/basics/problem.ts';
import type { Finding } from '../../source/checks/finding.ts';
import type { HostForecast } from '../../source/checks/forecast-host.ts';
import type { DeliveryServices, FleetStanding } from '../../source/console/services-delivery.ts';
import type { LiveState } from '../../source/delivery/live-state.ts';
import type { Release } from '../../source/delivery/releases.ts';
import type { Hold } from '../../source/fleet/holds.ts';
import type { HostName } from '../../source/fleet/model.ts';
import type { HostDifference, HostSyncResult } from '../../source/operations/diff/changes.ts';
import type { FoundClaim } from '../../source/operations/sync/lock-folder.ts';
import { demoChanges, demoPlan, groups, hostName } from './demo-fleet.ts';

/** What a scripted fleet does with a change; the defaults are a calm day. */
export interface DeliveryScript {
  readonly nothingDiffers?: boolean;
  /** The change takes a session of this host down: it goes back. */
  readonly reverts?: string;
  /** The checks of both ends find an error. */
  readonly refused?: boolean;
  /** Somebody else holds the fleet. */
  readonly lockedBy?: string;
  /** It has ended when the locks are read so many times. */
  readonly lockedLooks?: number;
  /** A host that cannot be compared. */
  readonly unread?: string;
  /** Seconds of the countdown. */
  readonly countdown?: number;
}

export const demoFinding: Finding = {
  check: 'endpoint',
  number: 4,
  severity: 'error',
  message: 'coreams01 expects ixpams01 at port 51820, and that listens at 51821',
  places: [
    {
      host: hostName('coreams01'),
      file: 'wireguard/wg-ams.conf',
      line: 9,
      template: { file: 'templates/config/core/wireguard/wg-ams.conf.j2', line: 7 },
      variables: [{ name: 'port', file: 'inventory/hosts.yml', line: 31 }],
    },
    { host: hostName('ixpams01'), file: 'wireguard/wg-core.conf', line: 3 },
  ],
  prevents: 'the tunnel stays down from the next restart on',
  hint: 'give both the same port',
  howToSilence: 'checks: [{ check: endpoint, because: … }] in peerdeck.yml',
};

function release(id: string, previous: string | undefined, end = 'done'): Release {
  const why = `sync ${id}`;
  const since = '2026-11-20T10:00:00Z';
  return { id, who: 'mia@jump01', since, why, previous, returned: undefined, end, before: [], manifest: [] };
}

const forecastOf = (host: HostName): HostForecast => ({
  host,
  sessions: [
    {
      session: 'rs1_amsix',
      effect: 'flaps',
      reasons: ['password'],
      place: { file: 'bird/bird.conf', line: 41, column: 1 },
    },
  ],
  tunnels: [],
});

const demoLive: LiveState = {
  user: 'op',
  group: 'op',
  home: '/home/op',
  release: 'r2',
  transaction: undefined,
  undone: undefined,
  pending: [],
  stopped: [],
  holds: [],
  holdLines: [],
  manifest: new Map(),
  unreadable: 0,
  files: new Map(),
};

const claim: FoundClaim = {
  claim: {
    who: 'mia@jump01',
    machine: 'jump01',
    pid: 123,
    verb: 'sync',
    why: 'new peers',
    since: '2026-11-21T13:59:00Z',
    fleet: 'as215011-net',
    hosts: [],
  },
  path: '/run/lock/peerdeck/123.claim',
  state: 'silent',
  heard: 0,
};

interface Demo {
  readonly pace: number;
  readonly delay: (time: number, signal?: AbortSignal) => Promise<void>;
  readonly ran: (host: string, command: string) => void;
  /** Asked before anything is sent. */
  readonly before?: () => Promise<void>;
}

/** Deliveries of a fleet that exists only here. */
export function createDemoDelivery(
  script: DeliveryScript,
  { pace, delay, ran, before }: Demo,
): DeliveryServices {
  const { nothingDiffers = false, reverts, refused = false, countdown = 30 } = script;
  const synced = new Set<string>(nothingDiffers ? Object.keys(groups) : []);
  const undone = new Set<HostName>();
  const holds = new Map<HostName, readonly Hold[]>();
  let locked = script.lockedBy !== undefined;
  let looks = 0;

  const refuseLocked = () => {
    if (!locked) return;
    throw new OperatorError({
      kind: 'locked',
      message: `${script.lockedBy} holds the fleet for a sync, since 14:00`,
      answer: 'why: new peers',
      hint: 'wait for its end',
    });
  };

  const differenceOf = (host: HostName): HostDifference => ({
    host,
    changes:
      synced.has(host) || host === script.unread ? [] : demoChanges.filter((each) => each.host === host),
    stale: [],
    drifted: [],
    ...(host === script.unread && {
      problem: { kind: 'host-unreachable', message: `${host} does not answer`, host },
    }),
    ...(host === 'ixpams01' && !synced.has(host) ? { forecast: forecastOf(host) } : {}),
  });

  const endOf = (host: HostName): HostSyncResult =>
    host === reverts
      ? {
          host,
          outcome: 'reverted',
          files: [],
          problem: {
            kind: 'reverted',
            message: `${host} went back to the release before`,
            host,
            answer:
              'rs1 is Active, and was Established\nthe change in question:\nbird/bird.conf:42 local as 1;',
            hint: 'mend the cause, render and sync again',
          },
        }
      : { host, outcome: 'changed', files: ['bird/bird.conf'], release: '20261121-140200' };

  const standing = (): FleetStanding => ({
    at: Date.now() as Instant,
    claims: locked ? [{ ...claim, claim: { ...claim.claim, who: script.lockedBy ?? '' } }] : [],
    hosts: Object.keys(groups).map((name) => ({
      host: hostName(name),
      holds: holds.get(hostName(name)) ?? [],
    })),
  });

  return {
    async *prepare({ hosts, terraform }, signal) {
      refuseLocked();
      const findings = refused ? [demoFinding] : [];
      for (const finding of findings) yield { type: 'finding', finding };
      const compared: HostDifference[] = [];
      for (const host of hosts ?? Object.keys(groups).map(hostName)) {
        await delay(pace, signal);
        const difference = differenceOf(host);
        compared.push(difference);
        yield { type: 'host-compared', difference };
      }
      if (terraform) yield { type: 'terraform-stage', stage: 'plan' };
      const counts = { hosts: compared.map(({ host }) => host), sessions: 12, tunnels: 4 };
      const checked = { findings, unchecked: [], unread: [], forecasts: [], problems: [], ...counts };
      return {
        checked,
        errors: findings,
        compared: { hosts: compared },
        ...(terraform && { plan: demoPlan }),
      };
    },
    async *deliver({ hosts, plan }, signal) {
      refuseLocked();
      await before?.();
      const waves = hosts.length > 1 ? [hosts.slice(0, 1), hosts.slice(1)] : [hosts];
      yield { type: 'waves-planned', waves };
      const results: HostSyncResult[] = [];
      for (const [index, wave] of waves.entries()) {
        if (waves.length > 1) yield { type: 'wave', wave: index + 1, waves: waves.length, hosts: wave };
        for (const host of wave) {
          const stopped = results.some(({ outcome }) => outcome === 'reverted');
          for (const stage of stopped ? [] : (['staging', 'validating', 'swapping', 'verifying'] as const)) {
            signal.throwIfAborted();
            yield { type: 'host-stage', host, stage };
            if (stage === 'verifying') {
              yield { type: 'host-countdown', host, release: '20261121-140200', secondsLeft: countdown };
            }
            await delay(pace, signal);
          }
          const result: HostSyncResult = stopped
            ? {
                host,
                outcome: 'unreached',
                files: [],
                problem: { kind: 'wave-stopped', message: `${host} was left as it is`, host },
              }
            : endOf(host);
          if (!stopped) ran(host, 'birdc configure');
          if (result.outcome === 'changed') synced.add(host);
          else undone.add(host);
          results.push(result);
          yield { type: 'host-synced', result };
        }
      }
      if (plan === undefined || results.some(({ outcome }) => outcome !== 'changed'))
        return { hosts: results };
      for (const { address } of plan.changes) {
        yield { type: 'resource', address, state: 'running' };
        await delay(pace, signal);
        yield { type: 'resource', address, state: 'done' };
      }
      const { add, change, remove } = plan;
      return { hosts: results, applied: { kind: 'applied', add, change, remove } };
    },
    unfinished: async () => [...undone],
    standing: async () => {
      looks += 1;
      if (looks >= (script.lockedLooks ?? Number.POSITIVE_INFINITY)) locked = false;
      return standing();
    },
    releases: async (host) => {
      const all = [
        release('r1', undefined),
        release('r2', 'r1'),
        release('r3', 'r2', 'reverted not confirmed'),
      ];
      return {
        host,
        live: demoLive,
        all,
        chain: [all[1], all[0]].filter((each) => each !== undefined),
      };
    },
    async *rollback(host, to, _why, signal) {
      yield { type: 'host-stage', host, stage: 'staging' };
      await delay(pace, signal);
      const hold: Hold = { who: 'felix@jump01', since: '', why: `rolled back to ${to}`, byRollback: true };
      holds.set(host, [hold]);
      const result: HostSyncResult = {
        host,
        outcome: 'changed',
        files: ['bird/bird.conf'],
        release: 'r4',
        holds: [hold],
      };
      yield { type: 'host-synced', result };
      return { hosts: [result] };
    },
    hold: async ({ host, path }, { why, until }) => {
      const hold: Hold = { path, who: 'felix@jump01', since: '', why, until };
      holds.set(host, [...(holds.get(host) ?? []), hold]);
      return hold;
    },
    release: async ({ host }) => holds.delete(host),
    breakLock: async () => {
      locked = false;
      return 'the fleet is free';
    },
  };
}
