import { sanitizeLine } from '../basics/sanitize.ts';
import { type ContainerPort, shortenId } from '../containers/index.ts';
import type { ConcernedHost } from '../operations/containers/containers-concerned.ts';
import type { ContainerState } from '../operations/containers/containers-follow.ts';
import type {
  ContainerRow,
  FleetContainers,
  HostContainers,
} from '../operations/containers/containers-model.ts';
import type { ContainerEvent, ContainerRestartPlan } from '../operations/containers/containers-restart.ts';
import { describePin } from '../operations/containers/image-pins.ts';
import { describeProblem } from '../operations/status/status-json.ts';
import { formatAge } from '../operations/status/status-text.ts';
import { formatTable } from './text-table.ts';

const headings = [
  'host',
  'container',
  'image',
  'id',
  'state',
  'up',
  'restarts',
  'ports',
  'networks',
  'state file',
];

/** The containers of a fleet: a row each, then what differs, what was not read, and which images are pinned. */
export function describeContainers({ hosts, state, pins }: FleetContainers): string {
  const rows = hosts.flatMap((host) => host.rows.map((row) => toRow(row, host)));
  const blocks = [rows.length === 0 ? 'No container is known.' : formatTable(headings, rows)];
  const remarks = [
    ...hosts.flatMap(listDifferences),
    ...hosts.flatMap(listUnread),
    ...(state.kind === 'none' ? [`Terraform's state is not known: ${sanitizeLine(state.why, 300)}`] : []),
    ...pins.map((pin) => `reminder: ${describePin(pin)}`),
  ];
  if (remarks.length > 0) blocks.push(remarks.join('\n'));
  return blocks.join('\n\n');
}

function toRow(
  { host, name, found, expected, differences }: ContainerRow,
  { observedAt }: HostContainers,
): string[] {
  const image = sanitizeLine(found?.image ?? expected?.image ?? '?', 60);
  const standing = differences.some(({ kind }) => kind === 'unmanaged')
    ? 'not in state'
    : describeStanding(differences.length, expected !== undefined);
  if (found === undefined)
    return [host, sanitizeLine(name, 40), image, '-', 'missing', '-', '-', '-', '-', standing];
  const started = found.state === 'running' && found.startedAt ? Date.parse(found.startedAt) : Number.NaN;
  return [
    host,
    sanitizeLine(name, 40),
    image,
    sanitizeLine(shortenId(found.imageId), 12),
    sanitizeLine(found.health === undefined ? found.state : `${found.state} ${found.health}`, 30),
    Number.isNaN(started) ? '-' : formatAge(Math.max(0, observedAt - started)),
    `${found.restarts}`,
    sanitizeLine(describePorts(found.ports), 40) || '-',
    sanitizeLine(found.networks.map((network) => network.name).join(' '), 40) || '-',
    standing,
  ];
}

function describeStanding(differences: number, expected: boolean): string {
  if (!expected) return '?';
  return differences === 0 ? 'as in state' : 'differs';
}

function describePorts(ports: readonly ContainerPort[]): string {
  const shown = ports.flatMap(({ inner, outer, address }) => {
    if (outer === undefined) return [];
    const port = outer === inner ? `${outer}` : `${outer}->${inner}`;
    return [address === undefined ? port : `[${address}]:${port}`];
  });
  return [...new Set(shown)].join(' ');
}

function listDifferences({ host, rows }: HostContainers): string[] {
  return rows.flatMap(({ name, differences }) =>
    differences.map(({ text }) => `${host}: ${sanitizeLine(name, 60)}: ${sanitizeLine(text, 300)}`),
  );
}

function listUnread({ host, problem, unread }: HostContainers): string[] {
  return [
    ...(problem ? [`${host}: ${describeProblem(problem)}${problem.hint ? ` (${problem.hint})` : ''}`] : []),
    ...unread.map((line) => `not read: ${host}: ${sanitizeLine(line, 200)}`),
  ];
}

/** Which containers changed files concern, host by host. */
export function describeConcerned(hosts: readonly ConcernedHost[]): string {
  const lines = hosts.flatMap(({ host, containers, others, problem }) => [
    ...containers.map(
      ({ container, state, files }) =>
        `${host}: ${sanitizeLine(container, 60)} (${sanitizeLine(state, 20)}) mounts ${files.map((file) => sanitizeLine(file, 100)).join(', ')}`,
    ),
    ...(others.length === 0
      ? []
      : [`${host}: no container mounts ${others.map((file) => sanitizeLine(file, 100)).join(', ')}`]),
    ...(problem ? [`${host}: ${describeProblem(problem)}`] : []),
  ]);
  return lines.length === 0
    ? 'Every file stands on the hosts as it is rendered: no container is concerned.'
    : lines.join('\n');
}

export function describeRestartPlan({
  host,
  container,
  command,
  does,
  warnings,
  before,
}: ContainerRestartPlan): string {
  return [
    `${host}: ${container} is ${describeState(before)}`,
    `  would ${does}`,
    ...warnings.map((line) => `  note: ${line}`),
    `  runs  ${command}`,
  ].join('\n');
}

export function describeContainerEvent(event: ContainerEvent): string {
  return event.type === 'container-restarting'
    ? `${event.host}: ${event.command}`
    : `${event.host}: ${event.container} is ${describeState(event.state)}`;
}

export function describeState({ state, health, restarts }: ContainerState): string {
  const again = restarts === 0 ? '' : `, restarted ${restarts} times by the engine`;
  return `${state}${health === undefined ? '' : ` (${health})`}${again}`;
}
