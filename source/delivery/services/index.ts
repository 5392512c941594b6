import type { HostLayout } from '../layout.ts';
import type { PlannedChange } from '../plan.ts';
import { formatService, parseService, type ServiceId } from '../rules.ts';
import { birdGuard, birdScript } from './bird.ts';
import type { ServiceScriptMaker, ServiceWork } from './service-script.ts';
import { sshdScript, systemdScript } from './system.ts';
import { wireguardScript } from './wireguard.ts';

const makers: Readonly<Record<ServiceId['kind'], ServiceScriptMaker>> = {
  systemd: systemdScript,
  wireguard: wireguardScript,
  bird: birdScript,
  sshd: sshdScript,
};

/** Units first, then the tunnels, then what speaks through them. */
const order: readonly ServiceId['kind'][] = ['systemd', 'wireguard', 'bird', 'sshd'];

/** The services a change concerns, those still owed from before among them, in the order they are taken up. */
export function listServiceWork(
  changes: readonly PlannedChange[],
  pending: readonly string[],
): readonly ServiceWork[] {
  const byName = new Map<string, PlannedChange[]>();
  for (const name of pending) if (parseService(name)) byName.set(name, []);
  for (const change of changes) {
    if (!change.service) continue;
    const name = formatService(change.service);
    byName.set(name, [...(byName.get(name) ?? []), change]);
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

/** The shell functions of all services of a change, and their names by index. */
export function createServicesScript(work: readonly ServiceWork[], layout: HostLayout): string {
  const functions = work.map((one, index) => makers[one.service.kind](one, index, layout).functions);
  const names = work.map(({ service }, index) => `name_${index}=${formatService(service)}\n`);
  const all = work.map((_, index) => index).join(' ');
  return `${birdGuard}${functions.join('\n')}\n${names.join('')}services='${all}'\n`;
}
