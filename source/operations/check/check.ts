import type { Problem } from '../../basics/problem.ts';
import { createPlaceExplainer } from '../../checks/explain-place.ts';
import type { FindingPlace } from '../../checks/finding.ts';
import { checkRouterIdChange, forecastHost, type HostForecast } from '../../checks/forecast-host.ts';
import { checkImportLimits } from '../../checks/groups/limits.ts';
import { readHostFiles } from '../../checks/host-files.ts';
import { type ExplainSpot, judge, notRun } from '../../checks/judge.ts';
import { type Network, readNetwork, spotOf } from '../../checks/network.ts';
import { type NamedAnswer, runChecks } from '../../checks/run-checks.ts';
import { readSilences } from '../../checks/silence.ts';
import type { HostName } from '../../fleet/model.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import type { Operation } from '../operation.ts';
import { renderTree } from '../render.ts';
import type { FleetSession } from '../session.ts';
import { type KnownChange, readLiveChanges, readStoredChanges } from './check-changes.ts';
import { countLiveRoutes } from './check-live.ts';
import type { CheckEvent, CheckResult, UnreadPiece } from './check-model.ts';

export interface CheckOptions {
  /** Asks the hosts too: today's routes, what stands there, which sessions were disabled by hand. */
  readonly live?: boolean;
  /** Whether to foretell what differs from what was rendered last does; true by default. */
  readonly foretell?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Checks both ends of everything over the rendered configuration of all hosts, without sending anything, and
 * foretells what the change does to sessions and tunnels. `--limit` leaves the findings that concern its hosts.
 * Throws OperatorError where `checks` of `peerdeck.yml` cannot be read.
 */
export async function* check(
  session: FleetSession,
  options: CheckOptions = {},
): Operation<CheckEvent, CheckResult> {
  const { tree, problems } = await renderTree({ ...session, hosts: session.fleet.hosts });
  for (const problem of problems) yield { type: 'problem', problem };
  const checked = yield* checkTree(session, tree, options);
  return { ...checked, problems: [...problems, ...checked.problems] };
}

/** The same for a tree that is rendered already: it has to be that of all hosts, not only of those of the session. */
export async function* checkTree(
  session: FleetSession,
  tree: RenderedTree,
  options: CheckOptions = {},
): Operation<CheckEvent, CheckResult> {
  const silences = readSilences(session.fleet.settings?.checks ?? [], session.fleet.settings?.findPlace);
  const network = readNetwork(readHostFiles(session.fleet, tree));
  const explain = createPlaceExplainer(session.fleet, tree);
  const { changes, problems } = await readChanges(session, tree, options);
  for (const problem of problems) yield { type: 'problem', problem };
  const answers = [
    ...runChecks(network),
    ...changes.flatMap((change) =>
      [...checkRouterIdChange(change)].map((answer) => named('router-id', answer)),
    ),
    ...(options.live ? await checkLive(session, network, options.signal) : needLive),
    ...neverHere,
  ];
  const judged = judge(answers, silences, explain);
  const isWanted = concerns(session);
  const findings = judged.findings.filter(({ places }) => isWanted(places));
  const unchecked = judged.unchecked.filter(({ places }) => isWanted(places));
  const unread = listUnread(network, explain).filter(({ place }) => isWanted([place]));
  const forecasts = listForecasts(changes);
  for (const finding of findings) yield { type: 'finding', finding };
  for (const piece of unread) yield { type: 'unread', unread: piece };
  for (const one of unchecked) yield { type: 'unchecked', unchecked: one };
  for (const forecast of forecasts) yield { type: 'forecast', forecast };
  return { findings, unchecked, unread, forecasts, problems, ...countParts(network) };
}

function named(check: NamedAnswer['check'], answer: NamedAnswer['answer']): NamedAnswer {
  return { check, answer };
}

async function readChanges(
  session: FleetSession,
  tree: RenderedTree,
  { live, foretell = true, signal }: CheckOptions,
): Promise<{ readonly changes: readonly KnownChange[]; readonly problems: readonly Problem[] }> {
  if (live) return readLiveChanges(session, tree, signal);
  return { changes: foretell ? readStoredChanges(session, tree) : [], problems: [] };
}

const needLive: readonly NamedAnswer[] = [
  notRun('import-limit', "it takes today's counts of routes (--live)"),
];

const neverHere: readonly NamedAnswer[] = [
  notRun('tunnel-mtu', 'paths are taken to carry 1500 bytes; none was measured'),
  notRun('bfd', 'whether UDP 3784, TCP 179 and the ports of the tunnels are open is up to firewalls'),
  notRun('target-version', "sync has each host's own daemons read the files before anything is changed"),
];

async function checkLive(
  session: FleetSession,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<NamedAnswer[]> {
  const counts = await countLiveRoutes(session, signal);
  return [...checkImportLimits(network, counts)].map((answer) => named('import-limit', answer));
}

/** What a finding without a place says concerns everybody. */
function concerns(session: FleetSession): (places: readonly FindingPlace[]) => boolean {
  const wanted = new Set<HostName>(session.hosts.map(({ name }) => name));
  return (places) => places.length === 0 || places.some(({ host }) => wanted.has(host));
}

function listUnread({ hosts }: Network, explain: ExplainSpot): UnreadPiece[] {
  return hosts.flatMap(({ name, bird, tunnels }) => [
    ...(bird?.unread ?? []).map(({ message, place }) => ({
      message,
      place: explain(spotOf({ host: name }, place)),
    })),
    ...tunnels.flatMap(({ config }) =>
      config.unread.map((piece) => ({
        message: piece.message,
        place: explain(spotOf({ host: name }, piece)),
      })),
    ),
  ]);
}

function listForecasts(changes: readonly KnownChange[]): HostForecast[] {
  return changes.map(forecastHost).filter(({ sessions, tunnels }) => sessions.length + tunnels.length > 0);
}

function countParts({ hosts }: Network): Pick<CheckResult, 'hosts' | 'sessions' | 'tunnels'> {
  const count = (of: (host: Network['hosts'][number]) => number): number =>
    hosts.reduce((total, host) => total + of(host), 0);
  return {
    hosts: hosts.map(({ name }) => name),
    sessions: count((host) => host.sessions.length),
    tunnels: count((host) => host.tunnels.length),
  };
}
