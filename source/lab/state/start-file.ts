import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import type { ReachBlock } from '../reach-block.ts';
import type { LabTopology } from '../topology.ts';

/** All a supervisor needs to build a lab. Holds secrets (rendered configurations): the file is 0600. */
export interface LabStart {
  readonly block: ReachBlock;
  readonly topology: LabTopology;
  /** Folders of this machine that the lab's hosts must find empty, beyond the usual. */
  readonly hidden: readonly string[];
}

const text = z.string();

const seedFileSchema = z
  .object({ path: text, mode: z.number().int(), owner: text, group: text, base64: text })
  .transform(({ base64, ...file }) => ({ ...file, content: Buffer.from(base64, 'base64') }));

const routeSchema = z
  .object({ to: text, via: text, device: text.optional() })
  .transform(({ to, via, device }) => ({ to, via, ...(device === undefined ? {} : { device }) }));

const hostSchema = z
  .object({
    name: text,
    kind: z.enum(['fleet', 'outsider']),
    user: text,
    links: z.array(z.object({ interface: text, switch: text, addresses: z.array(text) })),
    loopback: z.array(text),
    routes: z.array(routeSchema),
    forwarding: z.boolean(),
    services: z.array(z.enum(['sshd', 'bird', 'wireguard', 'stayrtr', 'docker'])),
    tunnels: z.array(text),
    files: z.array(seedFileSchema),
    images: z.array(text).optional(),
    reach: z.object({ address: text, port: z.number().int() }).optional(),
  })
  .transform(({ reach, images, ...host }) => ({
    ...host,
    ...(reach === undefined ? {} : { reach }),
    ...(images === undefined ? {} : { images }),
  }));

const startSchema = z.object({
  block: z
    .string()
    .regex(/^127\.\d{1,3}\.\d{1,3}$/)
    .transform((block) => block as ReachBlock),
  topology: z.object({ name: text, switches: z.array(text), hosts: z.array(hostSchema) }),
  hidden: z.array(text),
});

export function encodeStart(start: LabStart): string {
  const hosts = start.topology.hosts.map((host) => ({
    ...host,
    files: host.files.map(({ content, ...file }) => ({
      ...file,
      base64: Buffer.from(content).toString('base64'),
    })),
  }));
  return JSON.stringify({ ...start, topology: { ...start.topology, hosts } });
}

/** Throws OperatorError where the file is missing or not what `encodeStart` wrote. */
export async function readStart(path: string): Promise<LabStart> {
  try {
    return startSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'lab-state',
        message: "the lab's plan cannot be read",
        place: { file: path },
        answer: error instanceof Error ? error.message.slice(0, 500) : String(error),
      },
      { cause: error },
    );
  }
}
