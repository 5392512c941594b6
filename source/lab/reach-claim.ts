import { createServer, type Server } from 'node:net';
import { OperatorError } from '../basics/problem.ts';
import { hasCode } from './processes.ts';
import { listReachBlocks, type ReachBlock, reachPort } from './reach-block.ts';

/** Held by whoever is starting a lab in the block. */
const startingHost = 254;
/** Held by the lab's supervisor as long as the lab lives. */
const livingHost = 253;

/** A reach block nobody else starts a lab in until it is released. */
export interface ReachClaim {
  readonly block: ReachBlock;
  release(): Promise<void>;
}

/** Takes the first block of the lab's that is free, by binding addresses in it. */
export async function claimReachBlock(user: number, name: string): Promise<ReachClaim> {
  for (const block of listReachBlocks(user, name)) {
    const starting = await tryListen(block, startingHost);
    if (starting === undefined) continue;
    const living = await tryListen(block, livingHost);
    if (living !== undefined) {
      await close(living);
      return { block, release: () => close(starting) };
    }
    await close(starting);
  }
  throw new OperatorError({
    kind: 'lab-addresses',
    message: 'no free block of loopback addresses for the lab',
    attempted: `bind port ${reachPort} in 16 blocks under 127.0.0.0/8`,
    hint: 'end a lab that is not needed: peerdeck lab status, peerdeck lab down --name NAME',
  });
}

/** What the supervisor holds: the sign that a lab lives in the block. */
export async function holdReachBlock(block: ReachBlock): Promise<Server> {
  const server = await tryListen(block, livingHost);
  if (server) return server;
  throw new OperatorError({
    kind: 'lab-addresses',
    message: `another lab already lives in ${block}.0/24`,
    hint: 'start the lab again: it takes another block',
  });
}

async function tryListen(block: ReachBlock, host: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: reachPort, host: `${block}.${host}`, exclusive: true }, resolve);
    });
    return server;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
