import { createHash } from 'node:crypto';
import type { Brand } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';

/** The first three octets of a loopback /24, such as `127.80.3`: a lab's hosts are reached at addresses in it. */
export type ReachBlock = Brand<string, 'ReachBlock'>;

/** The port of every reach address. */
export const reachPort = 2222;

const firstOctet = 64;
const octets = 64;

/** Host addresses end here; the ones above are claims (see reach-claim.ts). */
export const reachCapacity = 250;

/** The address of the block's `index`-th host, from 1. */
export function reachAddress(block: ReachBlock, index: number): string {
  if (!Number.isInteger(index) || index < 1 || index > reachCapacity) {
    throw new OperatorError({
      kind: 'lab-too-large',
      message: `a lab reaches at most ${reachCapacity} hosts`,
      attempted: `give host ${index} an address in ${block}.0/24`,
    });
  }
  return `${block}.${index}`;
}

/**
 * Blocks in the order a lab of this name should try them: the first is always the same for a user and name, so that
 * addresses stay what they were; the following are for when another lab holds it.
 */
export function listReachBlocks(user: number, name: string, count = 16): ReachBlock[] {
  const blocks: ReachBlock[] = [];
  for (let attempt = 0; blocks.length < count; attempt++) {
    const digest = createHash('sha256').update(`${user}:${name}:${attempt}`).digest();
    const block = toBlock(digest.readUInt8(0), digest.readUInt8(1));
    if (!blocks.includes(block)) blocks.push(block);
  }
  return blocks;
}

function toBlock(high: number, low: number): ReachBlock {
  return `127.${firstOctet + (high % octets)}.${low}` as ReachBlock;
}
