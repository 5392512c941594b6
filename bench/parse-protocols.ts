import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseProtocols } from '../source/bird/index.ts';
import { type Benchmark, medianOf, timeRuns } from './measurement.ts';

const peers = 1_000;
const runs = 25;

/** `show protocols all` of a route server, grown from the block of one recorded session with both channels. */
async function growPeers(): Promise<Buffer> {
  const sample = await readFile(resolve('test/fixtures/bird/3.1.8-show-protocols-all.txt'), 'utf8');
  const block = sample.slice(sample.indexOf('\ngood ') + 1, sample.indexOf('\nbad_md5 '));
  const heading = sample.slice(0, sample.indexOf('\nkernel4 ') + 1);
  const blocks = Array.from({ length: peers }, (_, peer) => block.replace(/^good/, `peer_${peer}`));
  return Buffer.from(heading + blocks.join('\n'));
}

export async function measure(): Promise<Benchmark> {
  const reply = await growPeers();
  const times = await timeRuns(runs, () => {
    // From bytes, as they come from a socket: a fresh string each time.
    const count = parseProtocols(reply.toString()).length;
    if (count !== peers) throw new Error(`read ${count} of ${peers} peers`);
  });
  return {
    title: 'What BIRD prints',
    measurements: [
      {
        what: `show protocols all, ${peers} peers, ${(reply.length / 1e6).toFixed(1)} MB`,
        median: medianOf(times),
        unit: 'ms',
        runs,
      },
    ],
  };
}
