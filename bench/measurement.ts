/** One line of a benchmark's table. */
export interface Measurement {
  readonly what: string;
  readonly median: number;
  readonly unit: 'ms' | 'bytes' | 'MB' | '%';
  readonly runs: number;
  /** The same done by another tool in the same run. */
  readonly rival?: { readonly name: string; readonly median: number };
}

export interface Benchmark {
  readonly title: string;
  readonly measurements: readonly Measurement[];
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Milliseconds of each run of some work, after `warmUp` runs that do not count. */
export async function timeRuns(runs: number, work: () => unknown, warmUp = 2): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = -warmUp; run < runs; run += 1) {
    const start = performance.now();
    await work();
    if (run >= 0) times.push(performance.now() - start);
  }
  return times;
}
