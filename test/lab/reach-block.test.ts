import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listReachBlocks, reachAddress } from '../../source/lab/reach-block.ts';
import { claimReachBlock, holdReachBlock } from '../../source/lab/reach-claim.ts';

test('a lab tries the same blocks of loopback addresses every time, the users and names different ones', () => {
  expect(listReachBlocks(1000, 'fleet')).toEqual(listReachBlocks(1000, 'fleet'));
  expect(listReachBlocks(1000, 'fleet')[0]).not.toBe(listReachBlocks(1001, 'fleet')[0]);
  fc.assert(
    fc.property(fc.nat(), fc.string(), (user, name) => {
      const blocks = listReachBlocks(user, name);
      expect(new Set(blocks).size).toBe(16);
      for (const block of blocks) expect(block).toMatch(/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d{1,3}$/);
    }),
  );
});

test('a block has 250 addresses', () => {
  const [block] = listReachBlocks(0, 'fleet');
  if (!block) throw new Error('no block');
  expect(reachAddress(block, 250)).toBe(`${block}.250`);
  for (const index of [0, 251, 1.5]) expect(() => reachAddress(block, index)).toThrow('at most 250 hosts');
});

test('two labs never share a block: one being started and one that lives both keep it', async () => {
  const name = `unit-${process.pid}`;
  const first = await claimReachBlock(0, name);
  const second = await claimReachBlock(0, name);
  expect(second.block).not.toBe(first.block);
  const living = await holdReachBlock(first.block);
  await first.release();
  const third = await claimReachBlock(0, name);
  expect([first.block, second.block]).not.toContain(third.block);
  await expect(holdReachBlock(first.block)).rejects.toMatchObject({ problem: { kind: 'lab-addresses' } });
  await second.release();
  await third.release();
  living.close();
});
