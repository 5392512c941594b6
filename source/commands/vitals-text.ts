import stringWidth from 'string-width';
import { sanitizeLine } from '../basics/sanitize.ts';
import { describeProblem } from '../operations/status/status-json.ts';
import { formatAge } from '../operations/status/status-text.ts';
import type { FleetVitals, HostVitals } from '../operations/status/vitals-model.ts';
import { formatTable } from './text-table.ts';

/** The least telling last: they give way on a narrow screen. */
const headings = ['host', 'load', 'memory', 'disks', 'up', 'clock', 'failed', 'cores', 'kernel'];
const fewest = 5;

/**
 * The vitals of a fleet: a row a host, then containers and certificates, then what is worrying or was not read.
 * Columns that a screen of `width` has no room for are left out.
 */
export function describeVitals({ hosts }: FleetVitals, width = Number.POSITIVE_INFINITY): string {
  const blocks = [fitTable(hosts.map(toRow), width)];
  const containers = hosts.flatMap(listContainers);
  if (containers.length > 0) {
    blocks.push(formatTable(['host', 'container', 'image', 'state', 'health', 'restarts'], containers));
  }
  const certificates = hosts.flatMap(listCertificates);
  if (certificates.length > 0)
    blocks.push(formatTable(['host', 'certificate', 'expires', 'in'], certificates));
  const remarks = hosts.flatMap(listRemarks);
  if (remarks.length > 0) blocks.push(remarks.join('\n'));
  return blocks.join('\n\n');
}

function fitTable(rows: readonly string[][], width: number): string {
  for (let columns = headings.length; ; columns -= 1) {
    const table = formatTable(
      headings.slice(0, columns),
      rows.map((row) => row.slice(0, columns)),
    );
    const widest = table.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
    if (widest <= width || columns <= fewest) return table;
  }
}

function toRow(host: HostVitals): string[] {
  const { load, memory, disks, uptime, clock, failedUnits, kernel } = host;
  if (!host.reachable) return [host.name, 'unreachable'];
  return [
    host.name,
    load ? `${load.one} ${load.five} ${load.fifteen}` : '?',
    memory ? `${percentUsed(memory)} % of ${formatGigabytes(memory.total)}` : '?',
    disks.map(({ mount, usedPercent }) => `${sanitizeLine(mount, 30)} ${usedPercent} %`).join(', ') || '?',
    uptime === undefined ? '?' : formatAge(uptime * 1000),
    clock ? `${clock.offset >= 0 ? '+' : '-'}${Math.abs(clock.offset).toFixed(2)} s` : '?',
    failedUnits === undefined ? '-' : `${failedUnits.length}`,
    `${load?.cores ?? '?'}`,
    sanitizeLine(kernel ?? '?', 40),
  ];
}

function percentUsed({ total, available }: { readonly total: number; readonly available: number }): number {
  return Math.round((100 * (total - available)) / total);
}

function formatGigabytes(bytes: number): string {
  const gigabytes = bytes / 2 ** 30;
  return `${gigabytes < 10 ? gigabytes.toFixed(1) : Math.round(gigabytes)} GiB`;
}

function listContainers({ name: host, containers }: HostVitals): string[][] {
  return (containers?.containers ?? []).map(({ name, image, state, health, restarts }) => [
    host,
    sanitizeLine(name, 40),
    sanitizeLine(image, 60),
    sanitizeLine(state, 20),
    health ?? '-',
    `${restarts ?? '?'}`,
  ]);
}

function listCertificates({ name: host, certificates, observedAt }: HostVitals): string[][] {
  return certificates.map(({ path, expires }) => [
    host,
    sanitizeLine(path, 80),
    new Date(expires).toISOString().slice(0, 10),
    expires < observedAt ? 'expired' : formatAge(expires - observedAt),
  ]);
}

function listRemarks({ name: host, problem, warnings, unread }: HostVitals): string[] {
  return [
    ...(problem ? [`${host}: ${describeProblem(problem)}`] : []),
    ...warnings.map(({ text }) => `warning: ${host}: ${text}`),
    ...unread.map(({ what, why }) => `not read: ${host}: ${what}: ${why}`),
  ];
}
