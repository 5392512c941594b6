import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FleetSession } from '../source/operations/session.ts';
import { watch } from '../source/operations/status/watch.ts';
import { openLabOfNine } from './fleets/lab-of-nine.ts';
import { openSimulatedFleet, serveWhereAsked } from './fleets/simulated-fleet.ts';
import { type Benchmark, type Measurement, medianOf } from './measurement.ts';

const patience = 180_000;

/** Follows every host at one look a second, and measures what that costs once all of them were seen. */
async function follow(name: string, session: FleetSession, steady: number): Promise<Measurement[]> {
  const count = session.hosts.length;
  const controller = new AbortController();
  const observed = new Map<string, number>();
  const reading = (async () => {
    for await (const event of watch(session, { signal: controller.signal, history: false })) {
      if (event.type === 'host-status' && event.status.observedAt !== undefined) {
        observed.set(event.status.name, event.status.observedAt);
      }
    }
  })();
  try {
    const started = performance.now();
    while (observed.size < count) {
      if (performance.now() - started > patience) throw new Error(`saw ${observed.size} of ${count} hosts`);
      await pause(20);
    }
    const firstLooks = performance.now() - started;
    const before = process.cpuUsage();
    const ages: number[] = [];
    const memory: number[] = [];
    const end = performance.now() + steady;
    while (performance.now() < end) {
      await pause(100);
      ages.push(Date.now() - Math.min(...observed.values()));
      memory.push(process.memoryUsage().rss / 1e6);
    }
    const { user, system } = process.cpuUsage(before);
    const row = (what: string, median: number, unit: Measurement['unit'], runs: number): Measurement => ({
      what: `${name}: ${what}`,
      median,
      unit,
      runs,
    });
    return [
      row('until each was seen', firstLooks, 'ms', 1),
      row('processor, one look a second', (user + system) / 10 / steady, '%', 1),
      row('memory', medianOf(memory), 'MB', memory.length),
      row('age of the oldest value', medianOf(ages), 'ms', ages.length),
      row('age of the oldest value, at worst', Math.max(...ages), 'ms', ages.length),
    ];
  } finally {
    controller.abort();
    await reading;
  }
}

async function followSimulated(count: number): Promise<Measurement[]> {
  const { session, end } = await openSimulatedFleet(fileURLToPath(import.meta.url), count);
  try {
    return await follow(`${count} simulated hosts`, session, 10_000);
  } finally {
    await end();
  }
}

async function followLab(): Promise<Measurement[]> {
  const { session, end } = await openLabOfNine();
  try {
    return await follow(`${session.hosts.length} lab hosts`, session, 20_000);
  } finally {
    await end();
  }
}

export async function measure(): Promise<Benchmark> {
  const measurements = [
    ...(await followLab()),
    ...(await followSimulated(9)),
    ...(await followSimulated(500)),
  ];
  return { title: 'Watching hosts', measurements };
}

await serveWhereAsked(process.argv);
