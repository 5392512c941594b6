import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  findSnapshot,
  listSnapshots,
  packSnapshot,
  parseSnapshotName,
  unpackSnapshot,
  writeSnapshot,
} from '../../source/terraform/snapshots.ts';
import { holdSame, readState, withSerial } from '../../source/terraform/state-text.ts';
import { makeFolder } from '../shipped-fleet/shipped-fleet.ts';

it('a bounded number is kept, newest first, each the owner’s alone, and found by number, name or `latest`', async () => {
  const folder = makeFolder();
  const about = { phase: 'after', resources: 3, commit: 'abcdef0123' } as const;
  for (let serial = 1; serial <= 45; serial += 1)
    await writeSnapshot(folder, { ...about, serial }, 'sealed', Date.UTC(2026, 10, 20) + serial * 1000);
  const snapshots = await listSnapshots(folder);
  expect(snapshots.map(({ serial }) => serial)).toEqual(Array.from({ length: 40 }, (_, index) => 45 - index));
  expect(snapshots[0]).toMatchObject({ at: '2026-11-20T00:00:45.000Z', resources: 3, commit: 'abcdef0' });
  const [name = ''] = readdirSync(join(folder, 'snapshots'));
  expect(statSync(join(folder, 'snapshots', name)).mode & 0o777).toBe(0o600);
  expect(findSnapshot(snapshots, 'latest')?.serial).toBe(45);
  expect(findSnapshot(snapshots, '2')?.serial).toBe(44);
  expect(findSnapshot(snapshots, snapshots[4]?.name ?? '')?.serial).toBe(41);
  expect(findSnapshot(snapshots, snapshots[4]?.name.slice(0, 18) ?? '')?.serial).toBe(41);
  expect(findSnapshot(snapshots, '20261120')).toBeUndefined();
  expect(findSnapshot(snapshots, '99')).toBeUndefined();
});

it('comes back as it was packed, and anything else is refused', async () => {
  const contents = { state: '{"serial":1}', who: 'operator@laptop', commit: 'abc', dirty: true };
  expect(await unpackSnapshot(await packSnapshot(contents), 'x')).toEqual(contents);
  await expect(unpackSnapshot(Buffer.from('not one'), 'x.vault')).rejects.toMatchObject({
    problem: { kind: 'snapshot-unreadable' },
  });
});

it('no name and no state makes the reader throw', () => {
  fc.assert(fc.property(fc.string(), (text) => parseSnapshotName(text) === undefined));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const state = readState(text);
      return state === undefined || typeof state.lineage === 'string';
    }),
  );
  for (const text of ['', '{}', '{"serial":0,"lineage":""}', '[]']) expect(readState(text)).toBeUndefined();
});

it('states are the same by what they hold, whatever their serials', () => {
  const text = JSON.stringify({
    version: 4,
    serial: 7,
    lineage: 'l',
    outputs: {},
    resources: [
      { mode: 'managed', instances: [{}, {}] },
      { mode: 'data', instances: [{}] },
    ],
  });
  const state = readState(text);
  if (state === undefined) throw new Error('not read');
  expect(state.resources).toBe(2);
  const next = readState(withSerial(state, 9));
  expect(next && [next.serial, holdSame(next, state)]).toEqual([9, true]);
});
