import type { HostSyncResult, SyncStage } from '../../../operations/diff/changes.ts';
import { countOf } from '../../store/words.ts';
import type { DeliveryRun, HostProgress } from './deploy-state.ts';

/** How a host is doing with its change, in a word and in more of them. */
export interface HostWords {
  readonly level: 'good' | 'warning' | 'bad' | 'running' | 'waiting';
  readonly word: string;
  readonly text: string;
}

const steps: readonly SyncStage[] = [
  'locking',
  'staging',
  'validating',
  'swapping',
  'activating',
  'verifying',
  'confirming',
];

/** As many steps a change has. */
export const stepCount = steps.length;

/** Steps that a host has begun; all of them once it is done. */
export function stepsOf({ stage, result }: HostProgress): number {
  if (result?.outcome === 'changed' || result?.outcome === 'unchanged') return stepCount;
  return stage === undefined ? 0 : steps.indexOf(stage) + 1;
}

/** What becomes of a host: its end, what it is at, or what it waits for. */
export function hostWords(host: HostProgress, run: DeliveryRun): HostWords {
  if (host.result !== undefined) return endWords(host.result);
  if (run.endedAt !== undefined) return cutWords(host);
  if (host.stage !== undefined) {
    return {
      level: host.stage === 'reverting' ? 'warning' : 'running',
      word: host.stage,
      text: host.detail ?? '',
    };
  }
  const text =
    host.wave === undefined || host.wave <= run.wave || run.waves < 2 ? '' : `for wave ${host.wave}`;
  return { level: 'waiting', word: 'waits', text };
}

/** The run ended before this host did. */
function cutWords({ stage }: HostProgress): HostWords {
  if (stage === undefined) return { level: 'warning', word: 'not tried', text: 'left as it is' };
  return {
    level: 'bad',
    word: 'unknown',
    text: `was ${stage} when the console lost it; it ends as a whole by itself`,
  };
}

function endWords({ outcome, files, release, note, problem, holds = [] }: HostSyncResult): HostWords {
  const message = problem?.message ?? '';
  switch (outcome) {
    case 'changed': {
      const live = release === undefined ? '' : `, release ${release}`;
      const text = `${countOf(files.length, 'file')}${live}${note === undefined ? '' : `; ${note}`}`;
      return { level: note === undefined ? 'good' : 'warning', word: 'done', text };
    }
    case 'unchanged':
      return { level: 'good', word: 'in line', text: note ?? 'nothing to do' };
    case 'reverted':
      return { level: 'bad', word: 'reverted', text: reasonOf(problem?.answer) ?? message };
    case 'held':
      return { level: 'warning', word: 'held', text: message || (holds[0]?.why ?? '') };
    case 'unreached':
      return problem?.kind === 'wave-stopped'
        ? { level: 'warning', word: 'not tried', text: message }
        : { level: 'bad', word: 'unreachable', text: message };
    case 'failed':
      if (problem?.kind === 'locked') return { level: 'warning', word: 'locked', text: message };
      if (problem?.kind === 'refused') return { level: 'bad', word: 'refused', text: message };
      return { level: 'bad', word: 'failed', text: message };
  }
}

function reasonOf(answer: string | undefined): string | undefined {
  const [first = ''] = answer?.trim().split('\n') ?? [];
  return first === '' ? undefined : first;
}

/** `0:42`; what is over stays at nothing. */
export function countdownText(goesBackAt: number, clock: number): string {
  const left = Math.max(0, Math.ceil((goesBackAt - clock) / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

/** Whether a retry takes the host up. */
export function isLeftUndone({ result }: HostProgress): boolean {
  if (result === undefined) return true;
  return result.outcome === 'failed' || result.outcome === 'reverted' || result.outcome === 'unreached';
}
