import type { DescribedService } from '../described.ts';
import type { HostDelivery } from '../host-delivery.ts';
import type { HostLayout } from '../layout.ts';
import type { PlannedChange } from '../plan.ts';
import { formatService, parseService, type ServiceId } from '../rules.ts';
import { birdGuard, birdScript } from './bird.ts';
import { containerScript } from './container.ts';
import { type DescribedPlace, describedFunctions, describedScript } from './described.ts';
import { healthCheckFunctions } from './health-check.ts';
import type { ServiceScript, ServiceWork } from './service-script.ts';
import { sshdScript, systemdScript } from './system.ts';
import { wireguardScript } from './wireguard.ts';

/** Where the scripts of a change are to run. */
export interface ScriptPlace {
  readonly layout: HostLayout;
  /** The login user's home. */
  readonly home: string;
  readonly delivery: HostDelivery;
}

/** Units first, then the tunnels, what speaks through them, and at last what everybody reaches the host by. */
const order: readonly ServiceId['kind'][] = [
  'systemd',
  'wireguard',
  'bird',
  'config',
  'unit',
  'rule',
  'container',
  'sshd',
];

/** The services a change concerns, those still owed from before among them, in the order they are taken up. */
export function listServiceWork(
  changes: readonly PlannedChange[],
  pending: readonly string[],
): readonly ServiceWork[] {
  const byName = new Map<string, PlannedChange[]>();
  for (const name of pending) if (parseService(name)) byName.set(name, []);
  for (const change of changes) {
    for (const service of change.services) {
      const name = formatService(service);
      byName.set(name, [...(byName.get(name) ?? []), change]);
    }
  }
  const paths = (of: readonly PlannedChange[], kind: PlannedChange['change']): readonly string[] =>
    of.filter(({ change }) => change === kind).map(({ livePath }) => livePath);
  return [...byName]
    .flatMap(([name, of]): ServiceWork[] => {
      const service = parseService(name);
      if (!service) return [];
      return [
        { service, added: paths(of, 'added'), changed: paths(of, 'changed'), removed: paths(of, 'removed') },
      ];
    })
    .sort((a, b) => rank(a) - rank(b));
}

function rank({ service }: ServiceWork): number {
  return order.indexOf(service.kind);
}

/**
 * The shell functions of all services of a change, and lists of their indexes: `validated` have a word on the staged
 * files, `services` take files up, `checks` only say whether the host does as well as before.
 */
export function createServicesScript(work: readonly ServiceWork[], place: ScriptPlace): string {
  const scripts = work.map((one, index) => createScript(one, index, place));
  const { checks } = place.delivery;
  const checkFunctions = checks.map((check, index) => healthCheckFunctions(check, work.length + index));
  const names = work.map(({ service }, index) => `name_${index}=${formatService(service)}\n`);
  const all = work.map((_, index) => index);
  const active = all.filter((index) => work[index]?.service.kind !== 'config');
  const needsShared = work.some(({ service }) => 'name' in service);
  return [
    birdGuard,
    ...(needsShared ? [describedFunctions] : []),
    ...scripts.map(({ functions }) => functions),
    ...checkFunctions,
    names.join(''),
    `validated='${all.join(' ')}' services='${active.join(' ')}' checks='${checks.map((_, index) => work.length + index).join(' ')}'\n`,
  ].join('\n');
}

function createScript(work: ServiceWork, index: number, place: ScriptPlace): ServiceScript {
  const { service } = work;
  switch (service.kind) {
    case 'systemd':
      return systemdScript(work, index, place.layout);
    case 'wireguard':
      return wireguardScript(work, index, place.layout);
    case 'bird':
      return birdScript(work, index, place.layout);
    case 'sshd':
      return sshdScript(work, index, place.layout);
    case 'container':
      return containerScript(service.name, index);
    case 'unit':
    case 'rule':
    case 'config':
      return createDescribed(work, index, place);
  }
}

/** What is owed to a rule that is gone from `peerdeck.yml` is settled by doing nothing. */
function createDescribed(work: ServiceWork, index: number, place: ScriptPlace): ServiceScript {
  const { service } = work;
  if (service.kind !== 'unit' && service.kind !== 'rule' && service.kind !== 'config')
    throw new Error(`${service.kind} is not described`);
  const known = place.delivery.described.get(formatService(service));
  const described: DescribedService = known ?? {
    id: service,
    folder: '/nowhere',
    ownsFolder: false,
    validators: [],
    activation: { kind: 'none' },
  };
  return describedScript(described, work, index, placeOf(described, place));
}

function placeOf(
  { folder, ownsFolder }: DescribedService,
  { layout, home, delivery }: ScriptPlace,
): DescribedPlace {
  const path = folder.startsWith('~/') ? `${home}/${folder.slice(2)}` : folder;
  return {
    folder: `${layout.root}${path}`,
    whole: ownsFolder,
    containers: delivery.containers.map(({ name, mounts }) => ({
      name,
      mounts: mounts.map(({ source, target }) => ({ source: `${layout.root}${source}`, target })),
    })),
  };
}
