import { setTimeout as delay } from 'node:timers/promises';
import type { BigFleet } from './console/big-fleet.ts';
import { buildProgram } from './console/build-program.ts';
import { type Observed, observe } from './console/observed.ts';
import { type Benchmark, type Measurement, medianOf } from './measurement.ts';

const changes = 12;
const presses = 20;
const idleTime = 15_000;
const quiet = 400;

const calm: BigFleet = { hosts: 5, sessions: 8, poll: 1000, moving: false, ticking: 0 };
const ticking: BigFleet = { hosts: 1, sessions: 20, poll: 0, moving: false, ticking: 700 };
const large: BigFleet = { hosts: 500, sessions: 40, poll: 0, moving: false, ticking: 0 };

/** Bytes of each of several updates. */
async function eachUpdate(count: number, program: Observed, update: () => Promise<unknown>): Promise<number> {
  const sizes: number[] = [];
  for (let nth = 0; nth < count; nth++) {
    const before = program.bytes;
    await update();
    await program.settles(150);
    sizes.push(program.bytes - before);
  }
  return medianOf(sizes);
}

async function nextWrite(program: Observed): Promise<void> {
  const before = program.bytes;
  while (program.bytes === before) await delay(5);
}

async function using<Result>(
  script: string,
  fleet: BigFleet,
  look: (program: Observed) => Promise<Result>,
): Promise<Result> {
  const program = observe(process.execPath, [script, JSON.stringify(fleet)]);
  try {
    await program.shows('edge000');
    await delay(1500);
    return await look(program);
  } finally {
    await program.close();
  }
}

const oneCell = (program: Observed) => eachUpdate(changes, program, () => nextWrite(program));

async function moves(program: Observed): Promise<number> {
  await program.press('\t');
  await program.settles(quiet);
  return eachUpdate(presses, program, () => program.press('j'));
}

async function idle(program: Observed): Promise<number> {
  await program.settles(quiet);
  const before = program.bytes;
  await delay(idleTime);
  return program.bytes - before;
}

/** Bytes written to a terminal of 120x40, in colour, by the console and by the same console on stock Ink. */
export async function measure(): Promise<Benchmark> {
  const ours = await buildProgram('bench/console/run-console.ts', 'console');
  const stock = await buildProgram('bench/console/run-stock.tsx', 'stock');
  const both = async (
    what: string,
    fleet: BigFleet,
    runs: number,
    look: (program: Observed) => Promise<number>,
  ): Promise<Measurement> => {
    const median = await using(ours, fleet, look);
    const rival = await using(stock, fleet, look);
    return { what, median, unit: 'bytes', runs, rival: { name: 'stock Ink', median: rival } };
  };
  return {
    title: 'Bytes written by the console, 120x40 in colour',
    measurements: [
      await both('one changed cell', ticking, changes, oneCell),
      await both('one line down among 20,000 sessions', large, presses, moves),
      await both('an idle minute', calm, 1, idle),
    ],
  };
}
