import type { HostName } from '../../fleet/model.ts';
import type { HostSyncResult, SyncEvent } from '../diff/changes.ts';
import type { Operation } from '../operation.ts';
import { leaveInterrupted, leaveUntried } from './sync-outcome.ts';
import { workInParallel } from './sync-parallel.ts';
import { careful, planWaves, type WaveSize } from './wave-plan.ts';

/** Which hosts go with which wave, told once before the first; then each wave as it begins, where there is more than one. */
export type WaveEvent =
  | { readonly type: 'waves-planned'; readonly waves: readonly (readonly HostName[])[] }
  | {
      readonly type: 'wave';
      /** From 1. */
      readonly wave: number;
      readonly waves: number;
      readonly hosts: readonly HostName[];
    };

type Emit = (event: SyncEvent) => void;

/** A host as waves need it. Neither function throws: what goes wrong is the host's result. */
export interface WaveHost {
  readonly name: HostName;
  /** Looks at the host and changes nothing there: its result, where nothing is to be done. */
  survey(emit: Emit): Promise<HostSyncResult | 'work'>;
  sync(emit: Emit): Promise<HostSyncResult>;
}

/**
 * Takes hosts wave by wave; the results keep their order. A host where the change failed or went back keeps the next
 * waves from beginning, and their hosts are `unreached`; so does the signal. Hosts that are down, held or in line are in no wave, so that
 * the first wave is of a host which the change concerns.
 */
export async function* syncInWaves(
  hosts: readonly WaveHost[],
  wanted: readonly WaveSize[] | undefined,
  signal?: AbortSignal,
): Operation<SyncEvent | WaveEvent, readonly HostSyncResult[]> {
  const results = new Map<HostName, HostSyncResult>();
  const sizes = wanted ?? careful;
  const isOneWave = planWaves(hosts, sizes).length <= 1;
  const left = isOneWave ? hosts : yield* surveyAll(hosts, results);
  const waves = planWaves(left, sizes);
  let failed: HostSyncResult | undefined;
  yield { type: 'waves-planned', waves: waves.map((wave) => wave.map(({ name }) => name)) };
  for (const [index, wave] of waves.entries()) {
    if (failed || signal?.aborted) {
      yield* leaveOut(wave, failed, signal, results);
      continue;
    }
    if (waves.length > 1) {
      yield { type: 'wave', wave: index + 1, waves: waves.length, hosts: wave.map(({ name }) => name) };
    }
    const ended = yield* workInParallel<WaveHost, SyncEvent, HostSyncResult>(wave, async (host, emit) => {
      const result = await host.sync(emit);
      emit({ type: 'host-synced', result });
      return result;
    });
    for (const result of ended) results.set(result.host, result);
    failed = ended.find(stopsWaves);
  }
  return hosts.flatMap(({ name }) => results.get(name) ?? []);
}

async function* surveyAll(
  hosts: readonly WaveHost[],
  results: Map<HostName, HostSyncResult>,
): Operation<SyncEvent, readonly WaveHost[]> {
  const found = yield* workInParallel<WaveHost, SyncEvent, HostSyncResult | 'work'>(
    hosts,
    async (host, emit) => {
      const result = await host.survey(emit);
      if (result !== 'work') emit({ type: 'host-synced', result });
      return result;
    },
  );
  for (const result of found) if (result !== 'work') results.set(result.host, result);
  return hosts.filter((_host, index) => found[index] === 'work');
}

function* leaveOut(
  wave: readonly WaveHost[],
  failed: HostSyncResult | undefined,
  signal: AbortSignal | undefined,
  results: Map<HostName, HostSyncResult>,
): Generator<SyncEvent, void, void> {
  for (const { name } of wave) {
    const result =
      failed === undefined || signal?.aborted
        ? leaveInterrupted(name, signal?.reason)
        : leaveUntried(name, `${name} was left as it is, because the change failed on ${failed.host}`);
    results.set(name, result);
    yield { type: 'host-synced', result };
  }
}

/** A host that was lost in the middle of its change counts: the change may be why. One that was down before does not. */
function stopsWaves({ outcome, problem }: HostSyncResult): boolean {
  return outcome === 'failed' || outcome === 'reverted' || problem?.kind === 'sync-unfollowed';
}
