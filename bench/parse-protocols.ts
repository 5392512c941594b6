import { readFileSync } from 'node:fs';
import { parseProtocols } from '../source/bird/index.ts';

const peers = 1_000;
const runs = 25;

/** `show protocols all` of a route server, grown from the block of one recorded session with both channels. */
function growPeers(): string {
  const sample = readFileSync(
    new URL('../test/fixtures/bird/3.1.8-show-protocols-all.txt', import.meta.url),
    'utf8',
  );
  const block = sample.slice(sample.indexOf('\ngood ') + 1, sample.indexOf('\nbad_md5 '));
  const heading = sample.slice(0, sample.indexOf('\nkernel4 ') + 1);
  const blocks = Array.from({ length: peers }, (_, peer) => block.replace(/^good/, `peer_${peer}`));
  return heading + blocks.join('\n');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const text = growPeers();
const times: number[] = [];
for (let run = 0; run < runs; run += 1) {
  // A fresh copy each time, as it comes from a socket.
  const reply = Buffer.from(text).toString();
  const started = performance.now();
  const count = parseProtocols(reply).length;
  times.push(performance.now() - started);
  if (count !== peers) throw new Error(`read ${count} of ${peers} peers`);
}
const megabytes = (text.length / 1e6).toFixed(1);
console.log(
  `parse show protocols all: ${peers} peers, ${megabytes} MB, median ${median(times).toFixed(1)} ms, first ${(times[0] ?? 0).toFixed(1)} ms`,
);
