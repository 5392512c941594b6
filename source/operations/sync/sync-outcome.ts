import { type Problem, toProblem } from '../../basics/problem.ts';
import type { HostName } from '../../fleet/model.ts';
import type { RenderedFile } from '../../rendering/rendered-file.ts';
import type { HostSyncResult } from '../diff/changes.ts';
import { formatAge } from './sync-age.ts';
import type { ScriptRun } from './sync-transaction.ts';

/** A host that was left as it is, because of what came before it. */
export function leaveUntried(host: HostName, message: string): HostSyncResult {
  const hint = 'mend the cause; peerdeck sync --retry takes up what is left';
  return { host, outcome: 'unreached', files: [], problem: { kind: 'wave-stopped', message, host, hint } };
}

/** A host that was not begun with, because the work was interrupted before: by Ctrl-C, or a broken lock. */
export function leaveInterrupted(host: HostName, cause: unknown): HostSyncResult {
  const { kind, message } = toProblem(cause);
  const why = kind === 'interrupted' ? 'interrupted' : message;
  return leaveUntried(host, `${host} was not tried: ${why}`);
}

/** Why a change was not made, from how its script ended. */
export function describeEnd(host: HostName, run: ScriptRun, rendered: readonly RenderedFile[]): Problem {
  const { end } = run;
  switch (end?.kind) {
    case 'locked':
      return describeLock(host, run.lock);
    case 'held':
      return {
        kind: 'holds-changed',
        message: `what is held on ${host} changed while the change was made ready; nothing was changed`,
        host,
        hint: 'look at `peerdeck diff`, then sync again',
      };
    case 'refused':
      return describeRefusal(host, end.service, run.output, rendered);
    case 'failed':
      return {
        kind: 'sync-failed',
        message: `the change of ${host} failed`,
        host,
        answer: end.reason,
        hint: 'what is owed is remembered on the host; the next sync takes it up',
      };
    case 'reverted':
      return {
        kind: 'reverted',
        message: `${host} went back to the release before`,
        host,
        answer: end.reason,
        hint: 'the files on the host are as they were; mend the cause, render and sync again',
      };
    case 'lost':
      return {
        kind: 'sync-lost',
        message: `the change on ${host} ended without a word; ${liveAfterLoss[end.live]}`,
        host,
        hint: 'is its disk full, or was the process ended? the next sync ends what was begun',
      };
    case 'missing':
      return {
        kind: 'sync-not-begun',
        message: `the change of ${host} was not begun; nothing is changed there`,
        host,
        hint: 'sync again',
      };
    default:
      return {
        kind: 'sync-interrupted',
        message: `an earlier change of ${host} is in the way`,
        host,
        hint: 'sync again: it is ended first',
      };
  }
}

const liveAfterLoss = {
  old: 'its files are as they were before',
  new: 'the new files are in place, whole',
  mixed: 'some of the new files may be in place',
} as const;

function describeLock(host: HostName, lock: readonly string[]): Problem {
  const [who = 'somebody', since = '', why = ''] = lock;
  return {
    kind: 'locked',
    message: `${who} is changing ${host}${since === '' ? '' : `, since ${formatAge(since)}`}`,
    host,
    ...(why === '' ? {} : { answer: why }),
    hint: 'wait for that change to end; a lock whose change no longer runs is taken over by itself',
  };
}

/** The host's own words, and the rendered file they point to. */
function describeRefusal(
  host: HostName,
  service: string,
  output: readonly string[],
  rendered: readonly RenderedFile[],
): Problem {
  const said = output.join('\n');
  const spot = findSpot(said, rendered);
  return {
    kind: 'refused',
    message: `${nameService(service)} on ${host} refuses the new configuration; nothing is changed`,
    host,
    attempted: `checking the staged files of ${nameService(service)} on the host`,
    answer: said === '' ? 'no reason given' : said,
    ...(spot === undefined ? {} : { place: { file: spot.file.source } }),
    hint:
      spot === undefined
        ? 'mend the template, render and sync again'
        : `line ${spot.line} of the rendered ${spot.file.path}; mend the template, render and sync again`,
  };
}

/** A service as a person calls it: a configuration that is only read goes by its program. */
function nameService(service: string): string {
  const [kind, name] = service.split('/');
  return name !== undefined && (kind === 'config' || kind === 'unit') ? name : service;
}

/** The rendered file and line that a daemon's words name first: `/etc/bird/bird.conf:12:3`. */
function findSpot(
  said: string,
  rendered: readonly RenderedFile[],
): { readonly file: RenderedFile; readonly line: string } | undefined {
  for (const [, path = '', line = ''] of said.matchAll(/(\/[^\s:'"]+):(?:(?: [a-z]+:)? line )?(\d+)/g)) {
    const file = rendered.find((one) => path.endsWith(`/${one.path}`));
    if (file) return { file, line };
  }
  return undefined;
}
