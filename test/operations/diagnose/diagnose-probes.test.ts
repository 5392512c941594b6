import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { milliseconds } from '../../../source/basics/brand.ts';
import type { Probe } from '../../../source/diagnosis/probes.ts';
import {
  buildProbeScript,
  readProbeOutput,
  runProbes,
} from '../../../source/operations/diagnose/diagnose-probes.ts';
import type { HostConnection } from '../../../source/remote/connection.ts';
import { PretendedHost } from '../observed-fleet.ts';

const mark = '=0123456789abcdef01';

function runInShell(script: string): string {
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** A host whose commands run in a shell of this machine. */
function localHost(): HostConnection {
  const host = new PretendedHost('here');
  return Object.assign(host, {
    exec: async (command: string) => ({
      host: host.host,
      command,
      exitCode: 0,
      stdout: runInShell(command),
      stderr: '',
      truncated: false,
      duration: milliseconds(1),
    }),
  });
}

test('each probe has its own output and its own exit code', () => {
  const probes: Probe[] = [
    { key: 'good', command: 'echo fine' },
    { key: 'bad', command: 'echo broken >&2; exit 3' },
    { key: 'cut', command: "printf 'no end of line'" },
    { key: 'quoted', command: `echo "it's" '$HOME'` },
  ];
  expect(Object.fromEntries(readProbeOutput(runInShell(buildProbeScript(probes, mark)), mark))).toEqual({
    good: { output: 'fine', exitCode: 0 },
    bad: { output: 'broken', exitCode: 3 },
    cut: { output: 'no end of line', exitCode: 0 },
    quoted: { output: "it's $HOME", exitCode: 0 },
  });
});

test('what is refused, what is not there and what hangs is told as unread', async () => {
  const probes: Probe[] = [
    { key: 'refused', command: 'echo "netlink: Operation not permitted" >&2; exit 1' },
    { key: 'absent', command: 'exec no-such-tool-anywhere' },
    { key: 'hangs', command: 'echo half; sleep 30', limit: 1 },
    { key: 'read', command: 'echo "Permission denied, says a log line"' },
    { key: 'flood', command: "head -c 3000000 /dev/zero | tr '\\0' x" },
    { key: 'after', command: 'echo still here' },
  ];
  const { observations, unread } = await runProbes(localHost(), probes);
  expect(unread.map(({ command, reason }) => [command.slice(0, 20), reason])).toEqual([
    ['echo "netlink: Opera', 'netlink: Operation not permitted'],
    ['exec no-such-tool-an', 'not installed'],
    ['echo half; sleep 30', 'no answer in time'],
  ]);
  expect([...observations.keys()]).toEqual(['refused', 'absent', 'read', 'flood', 'after']);
  expect(observations.get('flood')?.output.length).toBeLessThanOrEqual(2_000_000);
  expect(observations.get('after')).toMatchObject({ output: 'still here', exitCode: 0 });
});

test('no answer makes the reader fall, nor one that pretends to be several', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (noise) => {
      readProbeOutput(noise, mark);
      readProbeOutput(`${mark} a\n${noise}\n${mark}= ${noise}\n${mark} b`, mark);
    }),
  );
});
