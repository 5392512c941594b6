import { formatPlace, type Problem } from '../../../basics/problem.ts';
import { describeHold, nameHeld } from '../../../operations/sync/hold-words.ts';
import { formatDuration } from '../../rows/quantities.ts';
import { countOf } from '../../store/words.ts';
import { type DeployRow, type HostRow, type TextRow, textRow } from './deploy-row.ts';
import type { DeliveryRun, HostProgress } from './deploy-state.ts';
import { countdownText, hostWords, isLeftUndone, stepsOf } from './host-words.ts';

const mostAnswerLines = 12;

/** A change under way, or its end: a line a host, what went wrong under it, then what Terraform does. */
export function buildDeliveryRows(run: DeliveryRun, clock: number): readonly DeployRow[] {
  const nameColumns = Math.max(4, ...run.hosts.map(({ host }) => host.length));
  return [
    headRow(run, clock),
    ...(run.failure === undefined ? [] : failureRows(run, run.failure)),
    ...run.hosts.flatMap((host) => [
      hostRow(host, run, nameColumns, clock),
      ...(run.endedAt === undefined && host.result === undefined ? [] : resultRows(host, run)),
    ]),
    ...terraformRows(run),
    ...run.problems
      .filter((problem) => !isTold(problem, run))
      .flatMap((problem, index) => problemRows(problem, `problem ${index}`)),
    ...nextRows(run),
  ];
}

function headRow(run: DeliveryRun, clock: number): DeployRow {
  const { verb, hosts, waves, wave, startedAt, endedAt } = run;
  const ended = hosts.filter(({ result }) => result !== undefined).length;
  const took = formatDuration(Math.max(0, (endedAt ?? clock) - startedAt));
  if (endedAt === undefined) {
    const inWave = waves > 1 ? `, wave ${Math.max(1, wave)} of ${waves}` : '';
    return textRow('head', 'accent', `${verb} of ${countOf(hosts.length, 'host')}${inWave}: ${ended} ended`);
  }
  const bad = hosts.filter((host) => !isWell(host)).length;
  const isGood = bad === 0 && run.failure === undefined;
  const counts =
    bad === 0
      ? `${countOf(ended, 'host')} in line`
      : `${bad} of ${countOf(hosts.length, 'host')} not in line`;
  const end = run.stopped ? 'stopped' : 'ended';
  return textRow('head', isGood ? 'good' : 'bad', `${verb} ${end} after ${took}: ${counts}`);
}

function isWell({ result }: HostProgress): boolean {
  return result?.outcome === 'changed' || result?.outcome === 'unchanged';
}

function failureRows({ stopped }: DeliveryRun, failure: Problem): readonly DeployRow[] {
  if (stopped) {
    return [textRow('stopped', 'warning', 'stopped by Ctrl-C: what was not confirmed goes back by itself')];
  }
  return problemRows(failure, 'failure');
}

function hostRow(host: HostProgress, run: DeliveryRun, nameColumns: number, clock: number): HostRow {
  const { goesBackAt } = host;
  return {
    kind: 'host',
    id: `host ${host.host}`,
    host: host.host,
    nameColumns,
    wave: run.waves > 1 ? host.wave : undefined,
    steps: stepsOf(host),
    countdown:
      goesBackAt === undefined || host.result !== undefined ? undefined : countdownText(goesBackAt, clock),
    words: hostWords(host, run),
  };
}

/** What there is to know of a host's end: the other side's words, the lines that are likely to be why, what to do. */
function resultRows({ host, result }: HostProgress, run: DeliveryRun): readonly DeployRow[] {
  if (result === undefined) return [];
  const { problem, holds = [], endedHolds = [] } = result;
  const about = { indent: 2, host };
  const told = problem !== undefined && problem.kind !== 'wave-stopped' ? problem : undefined;
  return [
    ...(told === undefined
      ? []
      : explainRows(told, `${host} end`, about, hostWords({ host, result }, run).text)),
    ...(told?.hint === undefined ? [] : [textRow(`${host} hint`, 'accent', told.hint, about)]),
    ...(told === undefined ? holds : []).map((hold, index) =>
      textRow(
        `${host} hold ${index}`,
        'warning',
        `${nameHeld(host, hold)} is held by ${describeHold(hold)}`,
        about,
      ),
    ),
    ...endedHolds.map((hold, index) =>
      textRow(`${host} over ${index}`, 'dim', `the hold by ${describeHold(hold)} has ended`, about),
    ),
  ];
}

/** What of a problem the line above it does not say. */
function explainRows(
  { message, answer, place }: Problem,
  id: string,
  about: Partial<TextRow>,
  said: string,
): readonly DeployRow[] {
  const lines = [message, ...(answer?.trim().split('\n') ?? [])].filter(
    (line) => line !== '' && line !== said,
  );
  return [
    ...lines
      .slice(0, mostAnswerLines)
      .map((line, index) => textRow(`${id} ${index}`, index === 0 ? 'plain' : 'dim', line, about)),
    ...(place === undefined
      ? []
      : [textRow(`${id} place`, 'dim', `at ${formatPlace(place)}`, { ...about, place })]),
  ];
}

function problemRows(problem: Problem, id: string): readonly DeployRow[] {
  const { host, message, hint } = problem;
  const about = host === undefined ? {} : { host };
  const head = host === undefined ? message : `${host}: ${message}`;
  return [
    textRow(id, 'bad', head, about),
    ...explainRows(problem, id, { ...about, indent: 1 }, message),
    ...(hint === undefined ? [] : [textRow(`${id} hint`, 'accent', hint, { ...about, indent: 1 })]),
  ];
}

function terraformRows({ terraform, resources, endedAt }: DeliveryRun): readonly DeployRow[] {
  if (terraform === undefined && resources.length === 0) return [];
  const stage = endedAt === undefined && terraform !== undefined ? `: ${terraform}` : '';
  return [
    textRow('terraform', 'strong', `Terraform${stage}`),
    ...resources.map(
      (resource): DeployRow => ({ kind: 'resource', id: `resource ${resource.address}`, resource }),
    ),
  ];
}

/** Problems that stand under their host, or at the top, are not told again. */
function isTold(problem: Problem, { hosts, failure }: DeliveryRun): boolean {
  const told = [failure, ...hosts.map(({ result }) => result?.problem)];
  return told.some((each) => each?.kind === problem.kind && each.message === problem.message);
}

/** What can be done now. */
function nextRows({ endedAt, hosts, verb }: DeliveryRun): readonly DeployRow[] {
  if (endedAt === undefined) return [];
  const undone = hosts.filter(isLeftUndone).length;
  const retry =
    undone > 0 && verb !== 'rollback'
      ? [`t takes up ${countOf(undone, 'host')} that ${undone === 1 ? 'is' : 'are'} not done`]
      : [];
  const text = [...retry, 'u brings a host back to a release', 'K holds one'].join('; ');
  return [textRow('next', 'dim', text)];
}
