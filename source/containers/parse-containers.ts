import { z } from 'zod';
import type { Container, ContainersReading } from './model.ts';
import { absentMark, restartsMark } from './read-command.ts';

const longest = 300;
const mostContainers = 500;

/** A line of `docker ps --format '{{json .}}'`. Engines before 20.10 have no `State`. */
const row = z.object({
  Names: z.string(),
  Image: z.string(),
  Status: z.string(),
  State: z.string().optional(),
});

/** What the command wrote and how it ended. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads the list of containers; never throws. */
export function parseContainers({ exitCode, stdout, stderr }: CommandOutput): ContainersReading {
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines[0] === absentMark) return { engine: 'absent', containers: [], unread: [] };
  const mark = lines.indexOf(restartsMark);
  if (mark === -1) return { ...explainRefusal(exitCode, stderr), containers: [], unread: [] };
  const restarts = parseRestarts(lines.slice(mark + 1));
  const containers: Container[] = [];
  const unread: string[] = [];
  for (const line of lines.slice(0, mark).slice(0, mostContainers)) {
    const container = parseRow(line, restarts);
    if (container === undefined) unread.push(line.slice(0, longest));
    else containers.push(container);
  }
  return { engine: 'running', containers, unread };
}

/** Why an engine gave no list, by how its client ended. */
export function explainRefusal(exitCode: number, stderr: string): Pick<ContainersReading, 'engine' | 'why'> {
  const words = stderr.trim().split('\n', 1)[0]?.slice(0, longest) ?? '';
  const why = words === '' ? {} : { why: words };
  if (/permission denied/i.test(stderr)) return { engine: 'denied', ...why };
  if (/cannot connect|is the docker daemon running/i.test(stderr)) return { engine: 'stopped', ...why };
  if (exitCode === 124) return { engine: 'unknown', why: 'the engine did not answer within 8 s' };
  return { engine: 'unknown', ...why };
}

/** `3 /name`: the inspected name begins with a slash. */
function parseRestarts(lines: readonly string[]): ReadonlyMap<string, number> {
  const restarts = new Map<string, number>();
  for (const line of lines) {
    const found = /^(\d{1,9}) \/(.+)$/.exec(line.slice(0, longest));
    if (found?.[2] !== undefined) restarts.set(found[2], Number(found[1]));
  }
  return restarts;
}

function parseRow(line: string, restarts: ReadonlyMap<string, number>): Container | undefined {
  const parsed = row.safeParse(readJson(line));
  if (!parsed.success) return undefined;
  const { Names, Image, Status, State } = parsed.data;
  const name = Names.split(',', 1)[0] ?? Names;
  const health = /\((healthy|unhealthy|health: starting)\)/.exec(Status.slice(0, longest))?.[1];
  const count = restarts.get(name);
  return {
    name: name.slice(0, longest),
    image: Image.slice(0, longest),
    state: (State ?? stateOf(Status)).slice(0, 40),
    status: Status.slice(0, longest),
    ...(health !== undefined && { health: health === 'health: starting' ? 'starting' : health }),
    ...(count !== undefined && { restarts: count }),
  };
}

function stateOf(status: string): string {
  if (status.includes('(Paused)')) return 'paused';
  const [word = ''] = status.split(' ', 1);
  return word === 'Up' ? 'running' : word.toLowerCase();
}

/** The value of a line of JSON; undefined where it is none, which the caller tells. */
export function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The caller tells the line as unread.
    return undefined;
  }
}
