import { spawnSync } from 'node:child_process';
import { type Benchmark, medianOf, timeRuns } from './measurement.ts';

const runs = 15;

/** Start-up of the built program against a Node that does nothing. */
export async function measure(): Promise<Benchmark> {
  const empty = medianOf(await timeRuns(runs, () => spawnSync(process.execPath, ['-e', '0'])));
  const version = await timeRuns(runs, () => spawnSync(process.execPath, ['bin/peerdeck.js', '--version']));
  const hosts = await timeRuns(runs, () =>
    spawnSync(process.execPath, ['bin/peerdeck.js', 'hosts', '--lab=none', '--json']),
  );
  return {
    title: 'Start-up',
    measurements: [
      {
        what: 'peerdeck --version',
        median: medianOf(version),
        unit: 'ms',
        runs,
        rival: { name: 'node -e 0', median: empty },
      },
      {
        what: 'peerdeck hosts',
        median: medianOf(hosts),
        unit: 'ms',
        runs,
        rival: { name: 'node -e 0', median: empty },
      },
    ],
  };
}
