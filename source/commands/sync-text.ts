import { sanitize, sanitizeLine } from '../basics/sanitize.ts';
import type { Hold } from '../fleet/holds.ts';
import type {
  DiffResult,
  HostSyncResult,
  SyncEvent,
  SyncOutcome,
  SyncResult,
} from '../operations/diff/changes.ts';
import { describeHold, nameHeld } from '../operations/sync/hold-words.ts';
import type { WaveEvent } from '../operations/sync/wave.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { OrderedLines } from './ordered-lines.ts';

/**
 * The same for a sync whose comparison was told before: the hosts' ends stand in the order of the inventory, after each
 * wave, and an error that was told with the comparison is not told again. `flush` at the end.
 */
export class SyncLines {
  readonly #lines: OrderedLines;
  readonly #told: ReadonlyMap<string, string>;

  constructor(compared: DiffResult, print: (text: string) => void) {
    const { hosts } = compared;
    this.#lines = new OrderedLines(
      hosts.map(({ host }) => host),
      print,
    );
    this.#told = new Map(
      hosts.flatMap(({ host, problem }) => (problem ? [[host, problem.message] as const] : [])),
    );
  }

  describe(event: SyncEvent | WaveEvent): string | undefined {
    if (event.type === 'wave') this.flush();
    if (event.type !== 'host-synced') return describeSyncEvent(event);
    const { result } = event;
    const isTold = result.problem !== undefined && this.#told.get(result.host) === result.problem.message;
    const text = describeSyncEvent(event);
    this.#lines.put(result.host, isTold ? `${result.host}: ${result.outcome}, as told above` : text);
    return undefined;
  }

  flush(): void {
    this.#lines.flush();
  }
}

/** A step of a sync, or a host's end, as a person reads it. */
export function describeSyncEvent(event: SyncEvent | WaveEvent): string | undefined {
  switch (event.type) {
    case 'problem':
      return formatProblem(event.problem);
    case 'wave':
      return `wave ${event.wave} of ${event.waves}: ${event.hosts.join(' ')}`;
    case 'host-stage': {
      const detail = event.detail === undefined ? '' : ` ${sanitizeLine(event.detail)}`;
      return `${event.host}: ${event.stage}${detail}`;
    }
    case 'host-countdown':
    case 'waves-planned':
      return undefined;
    case 'host-synced':
      return describeHost(event.result);
  }
}

function describeHost(result: HostSyncResult): string {
  const { host, outcome, files, release, note, problem, holds = [], endedHolds = [] } = result;
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  const isChanged = outcome === 'changed' || (outcome === 'held' && files.length > 0);
  const what = isChanged ? ` (${count}, release ${release ?? '?'})` : '';
  return [
    sanitize(`${host}: ${outcome}${what}`),
    ...(note === undefined ? [] : [`${host}: ${sanitizeLine(note)}`]),
    ...endedHolds.map((hold) => `${nameHeld(host, hold)}: the hold by ${describeHold(hold)} has ended`),
    ...(problem ? [formatProblem(problem)] : holds.map((hold) => describeNewHold(host, hold))),
  ].join('\n');
}

function describeNewHold(host: HostSyncResult['host'], hold: Hold): string {
  const name = nameHeld(host, hold);
  return `${name} is held from now on (${sanitizeLine(hold.why)}); to let a sync write it again: peerdeck release ${name}`;
}

const outcomes: readonly SyncOutcome[] = ['changed', 'unchanged', 'reverted', 'failed', 'held', 'unreached'];

/** A sync in one line: how many hosts ended how. */
export function summarizeSync({ hosts }: SyncResult): string {
  const parts = outcomes.flatMap((outcome) => {
    const count = hosts.filter((host) => host.outcome === outcome).length;
    return count > 0 ? [`${count} ${outcome}`] : [];
  });
  if (parts.length === 0) return 'No hosts.';
  return `${hosts.length === 1 ? '1 host' : `${hosts.length} hosts`}: ${parts.join(', ')}.`;
}

/** 0 when all wanted hosts are in line; 5 when some are; else what the others have in common. */
export function exitCodeOfSync({ hosts }: SyncResult): ExitCode {
  const bad = hosts.filter(({ outcome }) => outcome !== 'changed' && outcome !== 'unchanged');
  if (bad.length === 0) return exitCodes.done;
  if (bad.length < hosts.length) return exitCodes.partly;
  if (bad.every(({ outcome }) => outcome === 'held')) return exitCodes.locked;
  return bad.every(({ problem }) => problem?.kind === 'refused') ? exitCodes.refused : exitCodes.failed;
}
