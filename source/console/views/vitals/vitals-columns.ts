import type { HostVitals } from '../../../operations/status/vitals-model.ts';
import type { Look } from '../../look/look.ts';
import { span } from '../../look/paint.ts';
import { originColumns } from '../../panes/origin-columns.ts';
import { formatAge } from '../../rows/age.ts';
import type { Column } from '../../widgets/columns.ts';
import type { VitalsRow } from './vitals-rows.ts';
import { daysUntil, formatOffset, formatUptime, memoryUsed } from './vitals-words.ts';

/** The columns of the vitals; `clock` is ours. */
export function vitalsColumns(look: Look, clock: number): readonly Column<VitalsRow>[] {
  const { plain, word, level, host } = originColumns<VitalsRow>(look, true);
  const column = (
    key: string,
    title: string,
    priority: number,
    min: number,
    tell: (vitals: HostVitals) => string | undefined,
  ): Column<VitalsRow> => ({
    key,
    title,
    priority,
    min,
    max: Math.max(min, 10),
    align: 'right',
    cell: (row) => span(plain(row), row.vitals === undefined ? '' : (tell(row.vitals) ?? '-')),
  });
  return [
    level,
    ...host,
    column('load', 'load', 3, 7, ({ load }) =>
      load === undefined
        ? undefined
        : `${load.one.toFixed(2)}${load.cores === undefined ? '' : `/${load.cores}`}`,
    ),
    column('memory', 'memory', 3, 6, ({ memory }) =>
      memory === undefined ? undefined : `${memoryUsed(memory)} %`,
    ),
    column('disk', 'disk', 2, 5, fullestDisk),
    column('clock', 'clock', 4, 7, ({ clock: skew }) =>
      skew === undefined ? undefined : formatOffset(skew),
    ),
    column('up', 'up', 5, 5, ({ uptime }) => (uptime === undefined ? undefined : formatUptime(uptime))),
    column('failed', 'failed', 6, 6, ({ failedUnits }) => failedUnits?.length.toString()),
    column('containers', 'containers', 7, 10, runningContainers),
    column('certificate', 'cert', 7, 5, soonestCertificate),
    {
      key: 'age',
      title: 'read',
      priority: 8,
      min: 4,
      max: 5,
      align: 'right',
      cell: ({ vitals }) =>
        span('dim', vitals === undefined ? '' : formatAge(Math.max(0, clock - vitals.observedAt))),
    },
    {
      key: 'note',
      title: 'worrying',
      priority: 3,
      min: 28,
      max: 400,
      grow: true,
      hideEmpty: true,
      cell: (row) => span(word(row), row.note),
    },
  ];
}

function fullestDisk({ disks }: HostVitals): string | undefined {
  return disks.length === 0 ? undefined : `${Math.max(...disks.map(({ usedPercent }) => usedPercent))} %`;
}

function runningContainers({ containers }: HostVitals): string | undefined {
  if (containers?.engine !== 'running') return undefined;
  const running = containers.containers.filter(({ state }) => state === 'running').length;
  return `${running}/${containers.containers.length}`;
}

function soonestCertificate({ certificates, observedAt }: HostVitals): string | undefined {
  const [soonest] = certificates;
  return soonest === undefined ? undefined : `${daysUntil(soonest.expires, observedAt)} d`;
}
