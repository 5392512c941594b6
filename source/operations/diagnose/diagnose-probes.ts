import { randomBytes } from 'node:crypto';
import { milliseconds } from '../../basics/brand.ts';
import { toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { Observation, Unread } from '../../diagnosis/model.ts';
import type { Probe } from '../../diagnosis/probes.ts';
import type { HostConnection } from '../../remote/connection.ts';
import { quoteWord } from '../../remote/shell-words.ts';

export interface ProbeAnswers {
  readonly observations: ReadonlyMap<string, Observation>;
  readonly unread: readonly Unread[];
}

export interface ProbeOptions {
  readonly asRoot?: boolean;
  readonly signal?: AbortSignal;
}

const defaultLimit = 4;
/** Of one probe's output, in bytes. */
const mostOutput = 2_000_000;
const timedOut = 124;
/** Seconds for all probes of a script: each has its limit, and rarely does more than one reach it. */
const longestScript = 15;
const path = 'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" LC_ALL=C; export PATH LC_ALL';

/** A script that runs the probes one after another, each within its limit and below a mark. */
export function buildProbeScript(probes: readonly Probe[], mark: string): string {
  const parts = probes.map(
    ({ key, command, limit = defaultLimit }) =>
      `echo '${mark} ${key}'; { timeout ${limit} sh -c ${quoteWord(command)} 2>&1 </dev/null; c=$?; echo; echo "${mark}= $c"; } | head -c ${mostOutput}; echo`,
  );
  return [path, ...parts].join('\n');
}

/** The output and the exit code of each probe, by its key. Never throws. */
export function readProbeOutput(
  text: string,
  mark: string,
): ReadonlyMap<string, { readonly output: string; readonly exitCode?: number }> {
  const answers = new Map<string, { output: string; exitCode?: number }>();
  for (const part of `\n${text}`.split(`\n${mark} `).slice(1)) {
    const [key = ''] = part.split('\n', 1);
    const body = part.slice(key.length + 1);
    const end = body.lastIndexOf(`\n${mark}= `);
    const code = end === -1 ? Number.NaN : Number.parseInt(body.slice(end + mark.length + 3), 10);
    const output = (end === -1 ? body : body.slice(0, end)).replace(/\n+$/, '');
    answers.set(key, { output, ...(Number.isInteger(code) && { exitCode: code }) });
  }
  return answers;
}

/** Runs read-only commands on a host over one channel. Never throws: what could not be run is told as unread. */
export async function runProbes(
  connection: HostConnection,
  probes: readonly Probe[],
  options: ProbeOptions = {},
): Promise<ProbeAnswers> {
  if (probes.length === 0) return { observations: new Map(), unread: [] };
  const mark = `=${randomBytes(9).toString('hex')}`;
  const limit = Math.min(
    probes.reduce((sum, probe) => sum + (probe.limit ?? defaultLimit), 2),
    longestScript,
  );
  try {
    const result = await connection.exec(buildProbeScript(probes, mark), {
      timeout: milliseconds(limit * 1_000),
      maxBytes: mostOutput * 4,
      label: probes.map(({ shown, command }) => shown ?? command).join('; '),
      ...(options.asRoot !== undefined && { asRoot: options.asRoot }),
      ...(options.signal && { signal: options.signal }),
    });
    return sortAnswers(connection.host, probes, readProbeOutput(result.stdout, mark));
  } catch (error) {
    const { message, answer } = toProblem(error, { host: connection.host });
    const reason = sanitizeLine(answer === undefined || answer === '' ? message : `${message}: ${answer}`);
    return { observations: new Map(), unread: probes.map((probe) => unread(connection.host, probe, reason)) };
  }
}

function sortAnswers(
  host: string,
  probes: readonly Probe[],
  answers: ReturnType<typeof readProbeOutput>,
): ProbeAnswers {
  const observations = new Map<string, Observation>();
  const missing: Unread[] = [];
  for (const probe of probes) {
    const answer = answers.get(probe.key);
    const reason = findReason(answer);
    if (reason !== undefined) missing.push(unread(host, probe, reason));
    if (answer === undefined || answer.exitCode === timedOut) continue;
    observations.set(probe.key, { host, command: probe.shown ?? probe.command, ...answer });
  }
  return { observations, unread: missing };
}

/** Why an answer cannot be used; undefined for one that can. */
function findReason(answer: { output: string; exitCode?: number } | undefined): string | undefined {
  if (answer === undefined) return 'no answer';
  if (answer.exitCode === timedOut) return 'no answer in time';
  if (answer.exitCode === 127) return 'not installed';
  return /Operation not permitted|Permission denied/i.test(answer.output) && answer.exitCode !== 0
    ? sanitizeLine(answer.output.trim())
    : undefined;
}

function unread(host: string, { shown, command }: Probe, reason: string): Unread {
  return { host, command: shown ?? command, reason };
}
