import { setTimeout as delay } from 'node:timers/promises';
import type { BigFleet } from './console/big-fleet.ts';
import { buildProgram } from './console/build-program.ts';
import { type Observed, observe } from './console/observed.ts';
import { type Benchmark, medianOf } from './measurement.ts';

const presses = 60;
const starts = 9;

const few: BigFleet = { hosts: 5, sessions: 8, poll: 0, moving: false, ticking: 0 };
const many: BigFleet = { hosts: 500, sessions: 40, poll: 0, moving: false, ticking: 0 };

/** Milliseconds from a key to the first byte of what it changes on the screen. */
async function keyTimes(script: string, fleet: BigFleet): Promise<readonly number[]> {
  const program = observe(process.execPath, [script, JSON.stringify(fleet)]);
  try {
    await program.shows('edge000');
    await delay(1500);
    await program.press('\t');
    return await pressMany(program);
  } finally {
    await program.close();
  }
}

async function pressMany(program: Observed): Promise<readonly number[]> {
  const times: number[] = [];
  for (let nth = -5; nth < presses; nth++) {
    await program.settles(60);
    const time = await program.press(nth % 20 < 10 ? 'j' : 'k');
    if (nth >= 0) times.push(time);
  }
  return times;
}

/** Milliseconds from the start of a program to a text on its screen. */
async function startTimes(args: readonly string[], text: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let nth = -1; nth < starts; nth++) {
    const program = observe(process.execPath, args);
    const time = await program.shows(text);
    if (nth >= 0) times.push(time);
    await program.close();
  }
  return times;
}

/** How soon the console answers, in a terminal of 120x40. */
export async function measure(): Promise<Benchmark> {
  const ours = await buildProgram('bench/console/run-console.ts', 'console');
  const stock = await buildProgram('bench/console/run-stock.tsx', 'stock');
  const rival = medianOf(await keyTimes(stock, few));
  const rivalMany = medianOf(await keyTimes(stock, many));
  const empty = medianOf(
    await startTimes(['-e', 'console.log("ready"); setTimeout(() => {}, 60000)'], 'ready'),
  );
  const start = await startTimes([ours, JSON.stringify(few)], 'a bench');
  const whole = await startTimes([ours, JSON.stringify(few)], 'peer_0');
  return {
    title: 'How soon the console answers, 120x40 in colour',
    measurements: [
      {
        what: 'key to first byte, 40 sessions',
        median: medianOf(await keyTimes(ours, few)),
        unit: 'ms',
        runs: presses,
        rival: { name: 'stock Ink', median: rival },
      },
      {
        what: 'key to first byte, 20,000 sessions',
        median: medianOf(await keyTimes(ours, many)),
        unit: 'ms',
        runs: presses,
        rival: { name: 'stock Ink', median: rivalMany },
      },
      {
        what: 'start to first frame',
        median: medianOf(start),
        unit: 'ms',
        runs: starts,
        rival: { name: 'empty Node', median: empty },
      },
      {
        what: 'start to the sessions of the hosts',
        median: medianOf(whole),
        unit: 'ms',
        runs: starts,
        rival: { name: 'empty Node', median: empty },
      },
    ],
  };
}
