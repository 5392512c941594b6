import { type Instant, now } from '../../source/basics/brand.ts';
import type { ConsoleServices, WatchEvent } from '../../source/console/services.ts';
import type { HostName } from '../../source/fleet/model.ts';
import type { HostStatus, SessionStatus, TunnelStatus } from '../../source/operations/status/status-model.ts';
import { hostName as nameOf } from '../../test/console/demo-fleet.ts';
import { createDemoServices } from '../../test/console/demo-services.ts';

/** A fleet that exists only here. */
export interface BigFleet {
  readonly hosts: number;
  /** BGP sessions of each host. */
  readonly sessions: number;
  /** Milliseconds in which every host is asked once; 0 asks each once and never again. */
  readonly poll: number;
  /** Whether some counters are others at each look. */
  readonly moving: boolean;
  /** Milliseconds between two changes of a single cell, each in another row of the first host's; 0 for none. */
  readonly ticking: number;
}

const batches = 50;
const groups = 10;
/** One session in so many has other counters than at the last look. */
const changing = 50;

/** Numbers that look like chance and are the same in every run (a linear congruential generator). */
function seeded(): () => number {
  let seed = 20_261_121;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

const random = seeded();

function hostName(index: number): HostName {
  return nameOf(`edge${String(index).padStart(3, '0')}`);
}

function groupName(index: number): string {
  return `group${index % groups}`;
}

function session(host: number, index: number): SessionStatus {
  const up = (host * 7 + index) % 97 !== 5;
  return {
    name: `peer_${index}_as${64_512 + index}`,
    state: up ? 'Established' : 'Active',
    neighborAddress: `2001:db8:${host.toString(16)}::${index.toString(16)}`,
    neighborAs: 64_512 + index,
    since: '2026-11-20 09:12:44',
    imported: up ? 1000 + index : null,
    exported: up ? 2 : null,
    ...(!up && { error: 'Socket: Connection refused' }),
  };
}

function tunnel(host: number, index: number, at: Instant): TunnelStatus {
  return {
    interface: `wg${index}`,
    peer: 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c=',
    peerName: hostName((host + index + 1) % 500),
    latestHandshake: Math.floor(at / 1000) - 40,
    received: Math.floor(random() * 1e9),
    sent: Math.floor(random() * 1e9),
    state: 'up',
  };
}

const tickingRows = 20;

/** How often it was the turn of a row, where one row after the other counts up. */
function countedUp(index: number, moved: number): number {
  return Math.floor((moved + tickingRows - 1 - ((index * 7) % tickingRows)) / tickingRows) % 10;
}

/** What a look at a host gives: all of it read anew, with a few counters that moved. */
function look(host: number, { sessions, moving }: BigFleet, moved: number): HostStatus {
  const at = now();
  const counted = (index: number, each: SessionStatus): SessionStatus => {
    const more = moving ? Number(random() * changing < 1) : countedUp(index, moved);
    return each.imported === null ? each : { ...each, imported: each.imported + more };
  };
  return {
    name: hostName(host),
    group: groupName(host),
    reachable: true,
    observedAt: at,
    bird: 'running',
    sessions: Array.from({ length: sessions }, (_, index) => counted(index, session(host, index))),
    tunnels: Array.from({ length: 4 }, (_, index) => tunnel(host, index, at)),
  };
}

/** One look told; where a single cell is to change, only the first session's prefixes do. */
function tell(fleet: BigFleet, host: number, moved: number): WatchEvent {
  return { type: 'host-status', status: look(host, fleet, moved) };
}

async function pause(time: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, time);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Services that can only be watched. */
export function bigServices(fleet: BigFleet): ConsoleServices {
  async function* watch(signal: AbortSignal): AsyncGenerator<WatchEvent, void, void> {
    for (let host = 0; host < fleet.hosts; host++) yield tell(fleet, host, 0);
    for (let moved = 1; fleet.ticking > 0 && !signal.aborted; moved++) {
      await pause(fleet.ticking, signal);
      yield tell(fleet, 0, moved);
    }
    for (let turn = 0; fleet.poll > 0 && !signal.aborted; turn = (turn + 1) % batches) {
      await pause(fleet.poll / batches, signal);
      for (let host = turn; host < fleet.hosts; host += batches) yield tell(fleet, host, 0);
    }
    while (!signal.aborted) await pause(60_000, signal);
  }
  const hosts = Array.from({ length: fleet.hosts }, (_, host) => ({
    name: hostName(host),
    group: groupName(host),
  }));
  return {
    ...createDemoServices(),
    fleet: {
      name: 'big',
      mode: { kind: 'lab', name: 'bench' },
      hosts: hosts.sort((left, right) => left.group.localeCompare(right.group)),
    },
    warnings: () => [],
    watch,
  };
}
