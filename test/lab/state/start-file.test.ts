import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { listReachBlocks } from '../../../source/lab/reach-block.ts';
import { labsFolder } from '../../../source/lab/state/paths.ts';
import { readRecord, writePrivate } from '../../../source/lab/state/record.ts';
import { encodeStart, type LabStart, readStart } from '../../../source/lab/state/start-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerdeck-start-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [block] = listReachBlocks(0, 'unit');

test('what is written is what is read, whatever bytes the files hold', async () => {
  const path = join(folder, 'topology.json');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.string(), async (bytes, word) => {
      if (!block) throw new Error('no block');
      const start: LabStart = {
        block,
        hidden: ['/srv/fleet'],
        topology: {
          name: 'unit',
          switches: ['ix'],
          hosts: [
            {
              name: word,
              kind: 'outsider',
              user: 'operator',
              links: [{ interface: 'eth0', switch: 'ix', addresses: ['192.0.2.1/24'] }],
              loopback: [],
              routes: [{ to: 'default', via: '192.0.2.2', device: 'eth0' }],
              forwarding: false,
              services: ['bird'],
              tunnels: [],
              files: [{ path: '/x', mode: 0o600, owner: 'root', group: 'bird', content: Buffer.from(bytes) }],
              reach: { address: '127.64.0.1', port: 2222 },
            },
          ],
        },
      };
      await writePrivate(path, encodeStart(start));
      expect(await readStart(path)).toEqual(start);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }),
    { numRuns: 25 },
  );
});

test('a plan that is missing or broken is a problem with its file', async () => {
  const missing = join(folder, 'missing.json');
  await expect(readStart(missing)).rejects.toMatchObject({
    problem: { kind: 'lab-state', place: { file: missing } },
  });
  const broken = join(folder, 'broken.json');
  await writePrivate(broken, '{"topology": 1}');
  await expect(readStart(broken)).rejects.toMatchObject({ problem: { kind: 'lab-state' } });
});

test('a record that was not finished is none', async () => {
  await writePrivate(join(folder, 'lab.json'), '{"version": 1, "na');
  expect(await readRecord(folder)).toBeUndefined();
  expect(await readRecord(join(folder, 'nowhere'))).toBeUndefined();
});

test('labs lie in the state folder of the user', () => {
  expect(labsFolder({ HOME: '/home/ada' })).toBe('/home/ada/.local/state/peerdeck/labs');
  expect(labsFolder({ HOME: '/home/ada', XDG_STATE_HOME: '/var/state' })).toBe('/var/state/peerdeck/labs');
  expect(labsFolder({ HOME: '/home/ada', XDG_STATE_HOME: 'relative' })).toBe(
    '/home/ada/.local/state/peerdeck/labs',
  );
});
