import ipaddr from 'ipaddr.js';
import { milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { HostName } from '../../fleet/model.ts';
import { quoteWord } from '../../remote/shell-words.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { workInParallel } from '../sync/sync-parallel.ts';
import { findHost, openReader, readPeer } from './peer-find.ts';

export type ReachKind = 'ping' | 'trace';

export interface ReachQuery {
  readonly kind: ReachKind;
  /** An address or a name of DNS; the session's neighbour where it is left out. */
  readonly target?: string;
  /** Sends from this session's source address. */
  readonly session?: string;
}

export type ReachEvent =
  | {
      readonly type: 'reach-start';
      readonly host: HostName;
      readonly command: string;
      readonly notes: readonly string[];
    }
  /** A line as the tool printed it, safe to show. */
  | { readonly type: 'reach-line'; readonly text: string };

export interface ReachResult {
  readonly host: HostName;
  readonly command: string;
  /** The tool's own: 0 where the target answered. */
  readonly exitCode: number;
}

const limits = { ping: milliseconds(20_000), trace: milliseconds(60_000) };
const mostLines = 200;
const longestLine = 300;
const noTool = 127;
/** Debian leaves these out of an ordinary user's path. */
const path = 'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; export PATH; ';

const findTracer = 'command -v traceroute || command -v mtr || command -v tracepath';

/** A target as a word of a command. Throws OperatorError for what is neither an address nor a name. */
export function checkTarget(text: string): string {
  const [address = ''] = text.split('%', 1);
  const zone = text.slice(address.length);
  if (ipaddr.isValid(address) && /^(%[\w.@-]{1,15})?$/.test(zone)) return text;
  if (/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text)) return text;
  throw new OperatorError({
    kind: 'usage',
    message: `${sanitizeLine(text, 80)} is no address and no name of a host.`,
  });
}

/** The command for it; `source` is an address of the host. Five pings, or twenty hops at most. */
export function writeReachCommand(kind: ReachKind, target: string, source?: string): string {
  const to = quoteWord(target);
  const from = (flag: string) => (source === undefined ? '' : `${flag} ${quoteWord(source)} `);
  if (kind === 'ping') return `ping -n -c 5 -i 0.3 -W 2 ${from('-I')}${to}`;
  return [
    `if command -v traceroute >/dev/null; then exec traceroute -n -w 1 -q 1 -m 20 ${from('-s')}${to}`,
    // tracepath takes no source: it is the last choice.
    `elif command -v mtr >/dev/null; then exec mtr -n -r -c 3 -m 20 ${from('-a')}${to}`,
    `elif command -v tracepath >/dev/null; then exec tracepath -n -m 20 ${to}`,
    `else exit ${noTool}; fi`,
  ].join('; ');
}

/** Asks from a host whether, or by what way, a target is reached. Throws OperatorError where the tool is not there. */
export async function* reach(
  session: FleetSession,
  hostName: string,
  query: ReachQuery,
  signal?: AbortSignal,
): Operation<ReachEvent, ReachResult> {
  const { kind } = query;
  const host = findHost(session, hostName).name;
  const { target, source, notes } = await choosePath(session, host, query, signal);
  // A command that cannot run is not told as one that does.
  if (kind === 'trace' && !(await canTrace(session, host, signal))) throw missingTool(host, kind);
  const command = writeReachCommand(kind, target, source);
  const shown =
    kind === 'ping' ? command : `traceroute ${source === undefined ? '' : `-s ${source} `}${target}`;
  yield { type: 'reach-start', host, command: shown, notes };
  let lines = 0;
  const [result] = yield* workInParallel([command], async (line, emit: (event: ReachEvent) => void) => {
    const reader = readLines((text) => {
      lines += 1;
      if (lines <= mostLines) emit({ type: 'reach-line', text });
    });
    const ended = await session.remote.connect(host).exec(`${path}${line}`, {
      timeout: limits[kind],
      maxBytes: 64 * 1024,
      label: shown,
      onOutput: reader.add,
      ...(signal && { signal }),
    });
    reader.end();
    for (const words of ended.stderr.split('\n').slice(0, 10)) {
      if (words.trim() !== '') emit({ type: 'reach-line', text: sanitizeLine(words, longestLine) });
    }
    return ended;
  });
  if (result === undefined || result.exitCode === noTool) throw missingTool(host, kind);
  return { host, command: shown, exitCode: result.exitCode };
}

async function canTrace(
  session: FleetSession,
  host: HostName,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { exitCode } = await session.remote.connect(host).exec(`${path}${findTracer}`, {
    timeout: limits.ping,
    quiet: true,
    label: 'look for traceroute',
    ...(signal && { signal }),
  });
  return exitCode === 0;
}

interface Path {
  readonly target: string;
  readonly source?: string;
  readonly notes: readonly string[];
}

async function choosePath(
  session: FleetSession,
  host: HostName,
  query: ReachQuery,
  signal: AbortSignal | undefined,
): Promise<Path> {
  if (query.session === undefined) {
    if (query.target !== undefined) return { target: checkTarget(query.target), notes: [] };
    throw new OperatorError({ kind: 'usage', message: 'Name a target, or a session with --session.' });
  }
  const client = openReader(session.remote.connect(host));
  try {
    const { bgp, name } = await readPeer(client, host, query.session, signal);
    const target = checkTarget(query.target ?? bgp?.neighborAddress ?? '');
    const source = bgp?.sourceAddress;
    if (source !== undefined) return { target, source: checkTarget(source), notes: [] };
    const note = `BIRD tells the source address of ${sanitizeLine(name, 80)} only while it is Established: the host chooses one`;
    return { target, notes: [note] };
  } finally {
    client.close();
  }
}

/** Cuts what comes into lines that are safe to show; no line is kept beyond its limit. */
function readLines(tell: (line: string) => void): { add(text: string): void; end(): void } {
  let open = '';
  return {
    add: (text) => {
      const parts = `${open}${text}`.split('\n');
      open = (parts.pop() ?? '').slice(0, longestLine * 4);
      for (const part of parts) tell(sanitizeLine(part.replace(/\r$/, ''), longestLine));
    },
    end: () => {
      if (open !== '') tell(sanitizeLine(open, longestLine));
    },
  };
}

function missingTool(host: HostName, kind: ReachKind): OperatorError {
  return new OperatorError({
    kind: 'tool-missing',
    message: kind === 'ping' ? `${host} has no ping.` : `${host} has none of traceroute, mtr and tracepath.`,
    host,
    hint: kind === 'ping' ? 'apt-get install iputils-ping' : 'apt-get install traceroute',
  });
}
