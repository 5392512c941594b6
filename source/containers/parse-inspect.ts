import { z } from 'zod';
import type { ContainerDetail, ContainerPort, EngineReading, HostImage } from './detail.ts';
import { containersMark, endMark, imagesMark } from './inspect-command.ts';
import { type CommandOutput, explainRefusal, readJson } from './parse-containers.ts';
import { absentMark } from './read-command.ts';

const longest = 400;
const mostParts = 100;

const text = z.string().transform((value) => value.slice(0, longest));
const binding = z.object({ HostIp: text.optional(), HostPort: z.string().optional() });
const bindings = z.record(z.string(), z.array(binding).nullish()).nullish();

const inspected = z.object({
  name: text,
  image: text,
  imageId: text,
  state: text,
  health: text.nullish(),
  exitCode: z.number().int(),
  startedAt: text,
  restarts: z.number().int(),
  restartPolicy: text.nullish(),
  exposed: bindings,
  published: bindings,
  networks: z
    .record(z.string(), z.object({ IPAddress: text.nullish(), GlobalIPv6Address: text.nullish() }).nullish())
    .nullish(),
  mounts: z
    .array(
      z.object({
        Source: text.nullish(),
        Name: text.nullish(),
        Destination: text,
        RW: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

const listed = z.object({ ID: text, Repository: text, Tag: text, Digest: text.optional(), CreatedAt: text });

/** Reads what `inspectCommand` wrote; never throws. */
export function parseInspect(output: CommandOutput): EngineReading {
  const lines = output.stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines[0] === absentMark) return { engine: 'absent', containers: [], images: [], unread: [] };
  const start = lines.indexOf(containersMark);
  if (start === -1) {
    const { engine, why } = explainRefusal(output.exitCode, output.stderr);
    return { engine, containers: [], images: [], unread: [], ...(why !== undefined && { why }) };
  }
  const middle = lines.indexOf(imagesMark);
  const end = lines.indexOf(endMark);
  const unread: string[] = [];
  const images = readLines(lines.slice(middle === -1 ? lines.length : middle + 1, end), parseImage, unread);
  const digests = new Map(images.flatMap((image) => listDigest(image)));
  const containers = readLines(
    lines.slice(start + 1, middle === -1 ? undefined : middle),
    (line) => parseContainer(line, digests),
    unread,
  );
  if (end === -1) unread.push('the answer ends in the middle');
  return { engine: 'running', containers, images, unread };
}

function readLines<Value>(
  lines: readonly string[],
  parse: (line: string) => Value | undefined,
  unread: string[],
): Value[] {
  return lines.flatMap((line) => {
    const value = parse(line);
    if (value === undefined) unread.push(line.slice(0, longest));
    return value === undefined ? [] : [value];
  });
}

function parseImage(line: string): HostImage | undefined {
  const parsed = listed.safeParse(readJson(line));
  if (!parsed.success) return undefined;
  const { ID, Repository, Tag, Digest, CreatedAt } = parsed.data;
  return {
    id: ID,
    repository: Repository,
    tag: Tag,
    createdAt: CreatedAt,
    ...(Digest?.startsWith('sha256:') && { digest: Digest }),
  };
}

function listDigest({ id, repository, digest }: HostImage): [string, string][] {
  return digest === undefined || repository === '<none>' ? [] : [[id, `${repository}@${digest}`]];
}

function parseContainer(line: string, digests: ReadonlyMap<string, string>): ContainerDetail | undefined {
  const parsed = inspected.safeParse(readJson(line));
  if (!parsed.success) return undefined;
  const { name, image, imageId, state, health, exitCode, startedAt, restarts, restartPolicy } = parsed.data;
  const digest = digests.get(imageId);
  const networks = Object.entries(parsed.data.networks ?? {}).slice(0, mostParts);
  return {
    name: name.replace(/^\//, ''),
    image,
    imageId,
    ...(digest !== undefined && { digest }),
    state,
    ...(health && { health }),
    restarts,
    ...(state !== 'running' && { exitCode }),
    // Year 1 is the engine's word for never.
    ...(!startedAt.startsWith('0001-') && { startedAt }),
    restartPolicy: restartPolicy || 'no',
    ports: listPorts({ ...parsed.data.published, ...parsed.data.exposed }, parsed.data.published ?? {}),
    networks: networks.map(([network, one]) => ({
      name: network.slice(0, longest),
      ...(one?.IPAddress && { ipv4: one.IPAddress }),
      ...(one?.GlobalIPv6Address && { ipv6: one.GlobalIPv6Address }),
    })),
    mounts: (parsed.data.mounts ?? []).slice(0, mostParts).map(({ Source, Name, Destination, RW }) => ({
      source: Source || Name || '?',
      target: Destination,
      writable: RW !== false,
    })),
  };
}

type Bindings = NonNullable<z.infer<typeof bindings>>;

/** A container that does not run has its ports in what was asked for only. */
function listPorts(all: Bindings, published: Bindings): ContainerPort[] {
  const found = new Map<string, ContainerPort>();
  for (const [key, actual] of Object.entries(all).slice(0, mostParts)) {
    const [, port, protocol] = /^(\d{1,5})\/([a-z]{1,8})$/.exec(key) ?? [];
    if (port === undefined || protocol === undefined) continue;
    const inner = Number(port);
    const places = actual?.length ? actual : (published[key] ?? []);
    if (places.length === 0) found.set(key, { inner, protocol });
    for (const { HostIp, HostPort } of places.slice(0, mostParts)) {
      const outer = Number(HostPort);
      const address = HostIp === '' || HostIp === '0.0.0.0' || HostIp === '::' ? undefined : HostIp;
      found.set(`${key} ${outer} ${address ?? ''}`, {
        inner,
        protocol,
        ...(Number.isInteger(outer) && outer > 0 && { outer }),
        ...(address !== undefined && { address }),
      });
    }
  }
  return [...found.values()];
}
