import type { Problem } from '../basics/problem.ts';
import type { HostName } from '../fleet/model.ts';
import type { RenderedFile } from '../rendering/rendered-file.ts';
import { formatAge } from './sync-age.ts';
import type { ScriptRun } from './sync-transaction.ts';

/** Why a change was not made, from how its script ended. */
export function describeEnd(host: HostName, run: ScriptRun, rendered: readonly RenderedFile[]): Problem {
  const { end } = run;
  switch (end?.kind) {
    case 'locked':
      return describeLock(host, run.lock);
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
  const [, path, line] = /\/etc\/((?:bird|wireguard)\/[^\s:]+):(\d+)/.exec(said) ?? [];
  const file = rendered.find((one) => one.path === path);
  return {
    kind: 'refused',
    message: `${service} on ${host} refuses the new configuration; nothing is changed`,
    host,
    attempted: `checking the staged files of ${service} on the host`,
    answer: said === '' ? 'no reason given' : said,
    ...(file === undefined ? {} : { place: { file: file.source } }),
    hint:
      path === undefined
        ? 'mend the template, render and sync again'
        : `line ${line} of the rendered ${path}; mend the template, render and sync again`,
  };
}
