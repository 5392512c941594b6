import { sanitize } from '../basics/sanitize.ts';
import type { LabDownEvent } from '../operations/lab/lab-down.ts';
import type { LabHostStatus, LabStatus } from '../operations/lab/lab-status.ts';
import type { LabUpEvent } from '../operations/lab/lab-up.ts';
import { formatTable } from './text-table.ts';

/** The line of a lab's event; undefined where there is nothing to say. */
export function describeLabEvent(event: LabUpEvent | LabDownEvent): string | undefined {
  switch (event.type) {
    case 'packages-missing':
      return `Missing packages: ${event.packages.map(({ name }) => name).join(', ')}`;
    case 'packages-installing':
      return 'Installing them with apt-get; no daemon is started on this machine.';
    case 'packages-output':
      return sanitize(`  ${event.line}`);
    case 'packages-installed':
      return `Installed: ${event.packages.join(', ')}`;
    case 'lab-stage':
      return describeStage(event.lab, event.stage);
    case 'lab-host':
      return describeHostEvent(event.host, event.state, event.detail);
    case 'lab-ready':
      return describeReady(event.lab, event.hosts, event.failed, event.milliseconds);
    case 'lab-ending':
      return undefined;
    case 'lab-ended':
      return event.how === 'ended'
        ? `Lab ${event.lab} ended in ${seconds(event.milliseconds)}.`
        : `Lab ${event.lab} had crashed; what it left is cleared.`;
  }
}

/** The labs and their hosts as tables. */
export function describeLabs(labs: readonly LabStatus[]): string {
  if (labs.length === 0) return 'No labs.';
  return labs.map(describeLab).join('\n\n');
}

function describeLab(lab: LabStatus): string {
  const facts = [lab.state, ...(lab.kept ? ['stays until "lab down"'] : [])];
  const head = `${lab.name}: ${facts.join(', ')}${lab.root === undefined ? '' : ` (${lab.root})`}`;
  if (lab.state === 'stale')
    return `${head}\n  its supervisor is gone; peerdeck lab down --name ${lab.name} clears it`;
  if (lab.state === 'silent')
    return `${head}\n  its supervisor does not answer; peerdeck lab down --name ${lab.name} ends it`;
  if (lab.hosts.length === 0) return head;
  return `${head}\n${formatTable(['host', 'kind', 'state', 'pid', 'reached at', 'detail'], lab.hosts.map(listCells))}`;
}

function listCells(host: LabHostStatus): string[] {
  const [detail = ''] = sanitize(host.detail ?? '').split('\n');
  const reach = host.reach === undefined ? '' : `${host.user}@${host.reach}`;
  return [host.name, host.kind, host.state, host.pid === 0 ? '-' : `${host.pid}`, reach, detail];
}

function describeStage(lab: string, stage: Extract<LabUpEvent, { type: 'lab-stage' }>['stage']): string {
  switch (stage) {
    case 'clearing':
      return `Cleared what a crash had left of the lab ${lab}.`;
    case 'planning':
      return `Planning the lab ${lab} …`;
    case 'starting':
      return 'Starting its hosts …';
    case 'joined':
      return `Joined the lab ${lab}, which is up already.`;
  }
}

function describeHostEvent(host: string, state: string, detail: string | undefined): string | undefined {
  if (state === 'starting') return undefined;
  const words = detail === undefined ? '' : `\n${sanitize(detail).replace(/^/gm, '    ')}`;
  return `  ${host} ${state}${words}`;
}

function describeReady(lab: string, hosts: number, failed: readonly string[], milliseconds: number): string {
  const up = `Lab ${lab}: ${hosts - failed.length} of ${hosts} hosts up in ${seconds(milliseconds)}.`;
  return failed.length === 0 ? up : `${up} Not whole: ${failed.join(', ')}.`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
