import { setTimeout as pause } from 'node:timers/promises';
import type { Milliseconds } from '../../basics/brand.ts';
import type { SessionCase } from '../../diagnosis/cases.ts';
import { growth, parseCounters } from '../../diagnosis/parse/counters.ts';
import { counterProbe } from '../../diagnosis/probes.ts';
import { explainSession } from '../../diagnosis/rules/explain.ts';
import type { DiagnoseContext } from './diagnose-context.ts';
import { runProbes } from './diagnose-probes.ts';

const watchInterval = 600;
const certain = 0.9;
/** Counters of what the kernel throws away before a daemon sees it. */
const silentCounters = ['TCPMD5NotFound', 'TCPMD5Unexpected', 'TCPMD5Failure', 'TCPMinTTLDrop'];

/** Samples the kernel's counters until each host's have told, or BIRD has had time to try again. */
export async function watchCounters(
  context: DiagnoseContext,
  cases: readonly SessionCase[],
  started: number,
  watching: Milliseconds,
): Promise<void> {
  const doubtful = cases.filter(isUnsure);
  const waiting = new Set(
    doubtful.flatMap(({ here, there }) => [
      here.facts.name,
      ...(there?.facts.reachable ? [there.facts.name] : []),
    ]),
  );
  while (waiting.size > 0) {
    await Promise.all(
      [...waiting].map(async (name) => (await sample(context, name, started)) && waiting.delete(name)),
    );
    if (Date.now() - started > watching) return;
    await pause(watchInterval, undefined, context.signal ? { signal: context.signal } : {});
  }
}

/** Counters tell why a session does not come up; of one that is up they tell nothing. */
function isUnsure(each: SessionCase): boolean {
  if (each.protocol.state === 'up') return false;
  return (explainSession(each, true)[0]?.confidence ?? 0) < certain;
}

/** Takes a second look at a host's counters; true where one of those that matter has moved. */
async function sample(context: DiagnoseContext, name: string, started: number): Promise<boolean> {
  const connection = context.connect(name);
  const facts = context.facts.get(name);
  const first = facts?.observations.get(counterProbe.key);
  if (connection === undefined || facts === undefined || first === undefined) return true;
  const { observations } = await runProbes(
    connection,
    [counterProbe],
    context.signal ? { signal: context.signal } : {},
  );
  const latest = observations.get(counterProbe.key);
  if (latest === undefined) return true;
  const before = parseCounters(first.output);
  const after = parseCounters(latest.output);
  const seconds = Math.round((Date.now() - started) / 100) / 10;
  context.facts.set(name, { ...facts, counters: { before, after, seconds } });
  return silentCounters.some((counter) => growth(before, after, counter) > 0);
}
