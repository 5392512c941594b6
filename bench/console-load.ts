import { setTimeout as delay } from 'node:timers/promises';
import type { BigFleet } from './console/big-fleet.ts';
import { buildProgram } from './console/build-program.ts';
import { type Observed, observe } from './console/observed.ts';
import { type Benchmark, type Measurement, medianOf } from './measurement.ts';

const watched = 30_000;
const presses = 200;

const idle: BigFleet = { hosts: 5, sessions: 8, poll: 1000, moving: false, ticking: 0 };
const polled: BigFleet = { hosts: 500, sessions: 40, poll: 5000, moving: true, ticking: 0 };

interface Cost {
  /** Percent of one core. */
  readonly cpu: number;
  readonly memory: number;
}

async function costOf(program: Observed): Promise<Cost> {
  const before = program.cpu();
  const started = performance.now();
  await delay(watched);
  const cpu = ((program.cpu() - before) / (performance.now() - started)) * 100;
  return { cpu, memory: program.memory() };
}

async function pressMany(program: Observed): Promise<readonly number[]> {
  const times: number[] = [];
  await program.press('\t');
  for (let nth = 0; nth < presses; nth++) {
    await delay(70);
    times.push(await program.press(nth % 20 < 10 ? 'j' : 'k'));
  }
  return times.sort((left, right) => left - right);
}

async function open(script: string, fleet: BigFleet): Promise<Observed> {
  const program = observe(process.execPath, [script, JSON.stringify(fleet)]);
  await program.shows('edge000');
  await delay(4000);
  return program;
}

/** What the console costs while nobody does anything, and on a fleet of 500 hosts that is polled. */
export async function measure(): Promise<Benchmark> {
  const script = await buildProgram('bench/console/run-console.ts', 'console');
  const calm = await open(script, idle);
  const calmCost = await costOf(calm);
  await calm.close();
  const busy = await open(script, polled);
  const busyCost = await costOf(busy);
  const times = await pressMany(busy);
  const memory = busy.memory();
  await busy.close();
  const line = (what: string, median: number, unit: Measurement['unit'], runs = 1): Measurement => ({
    what,
    median,
    unit,
    runs,
  });
  return {
    title: 'What the console costs (percent of one core, resident memory)',
    measurements: [
      line('idle, 5 hosts: processor', calmCost.cpu, '%'),
      line('idle, 5 hosts: memory', calmCost.memory, 'MB'),
      line('500 hosts and 20,000 sessions every 5 s: processor', busyCost.cpu, '%'),
      line('500 hosts and 20,000 sessions every 5 s: memory', Math.max(busyCost.memory, memory), 'MB'),
      line('  key to first byte meanwhile, median', medianOf(times), 'ms', presses),
      line(
        '  key to first byte meanwhile, 99th percentile',
        times[Math.floor(presses * 0.99)] ?? Number.NaN,
        'ms',
        presses,
      ),
    ],
  };
}
