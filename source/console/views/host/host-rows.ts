import type { Hold } from '../../../fleet/holds.ts';
import type { HostVitals } from '../../../operations/status/vitals-model.ts';
import { formatMoment } from '../../rows/age.ts';
import {
  areSessionsStale,
  hostHealth,
  isEstablished,
  sessionLevel,
  tunnelLevel,
  worstLevel,
} from '../../rows/health.ts';
import { formatBytes } from '../../rows/quantities.ts';
import type { HostEntry } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import { buildFieldRows, type Field, type FieldRow, type FieldSection } from '../fields/field-rows.ts';
import {
  daysUntil,
  formatGibibytes,
  formatOffset,
  formatUptime,
  memoryUsed,
} from '../vitals/vitals-words.ts';

/** What the page of a host is made of; each part is undefined until it was read. */
export interface HostParts {
  readonly entry: HostEntry | undefined;
  readonly vitals: HostVitals | undefined;
  readonly holds: readonly Hold[] | undefined;
}

/** All that is known of a host, what is worrying first. `today` is when this day began. */
export function buildHostRows(
  entry: HostParts['entry'],
  vitals: HostParts['vitals'],
  holds: HostParts['holds'],
  today: number,
  filter: string,
): readonly FieldRow[] {
  return buildFieldRows(sectionsOf({ entry, vitals, holds }, today), filter);
}

function sectionsOf({ entry, vitals, holds }: HostParts, today: number): readonly FieldSection[] {
  return [
    { title: 'Now', fields: entry === undefined ? [] : statusFields(entry, today) },
    { title: 'Worrying', fields: (vitals?.warnings ?? []).map(({ kind, text }) => warningField(kind, text)) },
    { title: 'Holds', fields: (holds ?? []).map((hold) => holdField(hold, today)) },
    { title: 'Machine', fields: vitals === undefined ? [] : machineFields(vitals) },
    { title: 'Disks', fields: (vitals?.disks ?? []).map(diskField) },
    { title: 'Failed units', fields: (vitals?.failedUnits ?? []).map(unitField) },
    { title: 'Containers', fields: containerFields(vitals) },
    { title: 'Certificates', fields: vitals === undefined ? [] : certificateFields(vitals) },
    { title: 'Not read', fields: (vitals?.unread ?? []).map(({ what, why }) => unreadField(what, why)) },
  ];
}

function statusFields(entry: HostEntry, today: number): readonly Field[] {
  const { status } = entry;
  const fields: Field[] = [
    { label: 'Group', value: entry.group, means: 'whose templates are rendered for it' },
  ];
  const at = status?.observedAt ?? status?.unreachableSince;
  if (status === undefined || at === undefined) return fields;
  const { level, word } = hostHealth(entry, at);
  fields.push({
    label: 'State',
    value: word === '' ? 'well' : word,
    means: 'by the watch of the fleet: whether it answers, its daemons, sessions and tunnels',
    level,
  });
  if (!status.reachable) {
    const since = status.unreachableSince;
    fields.push({
      label: 'Unreachable',
      value: since === undefined ? 'yes' : `since ${formatMoment(since, today)}`,
      means: status.problem?.hint ?? status.problem?.message ?? 'no SSH connection',
      level: 'bad',
    });
    return fields;
  }
  const sessions = status.sessions.filter(({ listening }) => listening !== true);
  const up = sessions.filter(isEstablished).length;
  fields.push(
    { label: 'BIRD', value: status.bird, means: 'the routing daemon' },
    {
      label: 'Sessions',
      ...(areSessionsStale(status)
        ? { value: `unknown; ${up} of ${sessions.length} were up`, level: 'warning' as const }
        : {
            value: `${up} of ${sessions.length} up`,
            ...(sessions.length > 0 && { level: worstLevel(sessions.map(sessionLevel)) }),
          }),
      means: 'BGP sessions that are Established',
    },
    {
      label: 'Tunnels',
      value: countOf(status.tunnels.length, 'peer'),
      means: 'WireGuard peers',
      ...(status.tunnels.length > 0 && { level: worstLevel(status.tunnels.map(tunnelLevel)) }),
    },
  );
  return fields;
}

function warningField(kind: string, text: string): Field {
  return { label: kind.replaceAll('-', ' '), value: text, means: 'found when it was read', level: 'warning' };
}

function holdField({ path, who, since, why, until }: Hold, today: number): Field {
  const end =
    until === undefined ? 'until it is released' : `until ${formatMoment(Date.parse(until), today)}`;
  return {
    label: path ?? 'the whole host',
    value: `${why} (${end})`,
    means: `held by ${who} since ${formatMoment(Date.parse(since), today)}: nothing of it is written meanwhile`,
    level: 'warning',
  };
}

function machineFields({ load, memory, uptime, kernel, clock }: HostVitals): readonly Field[] {
  const fields: Field[] = [];
  if (load !== undefined) {
    const on = load.cores === undefined ? '' : ` on ${countOf(load.cores, 'processor')}`;
    fields.push({
      label: 'Load',
      value: `${load.one} ${load.five} ${load.fifteen}${on}`,
      means: 'processes that run or wait, on average over one, five and fifteen minutes',
    });
  }
  if (memory !== undefined) {
    fields.push({
      label: 'Memory',
      value: `${memoryUsed(memory)} % of ${formatGibibytes(memory.total)}`,
      means: `in use, caches not counted; ${formatGibibytes(memory.available)} can be had`,
    });
    if (memory.swapTotal > 0)
      fields.push({
        label: 'Swap',
        value: `${formatGibibytes(memory.swapTotal - memory.swapFree)} of ${formatGibibytes(memory.swapTotal)}`,
        means: 'in use',
      });
  }
  if (clock !== undefined) {
    fields.push({
      label: 'Clock',
      value: formatOffset(clock),
      means: `against ours, give or take ${clock.uncertainty.toFixed(2)} s: logs and certificates depend on it`,
    });
  }
  if (uptime !== undefined)
    fields.push({ label: 'Up for', value: formatUptime(uptime), means: 'since the machine started' });
  if (kernel !== undefined)
    fields.push({ label: 'Kernel', value: kernel, means: 'name, release and machine' });
  return fields;
}

function diskField({ mount, size, available, usedPercent }: HostVitals['disks'][number]): Field {
  return {
    label: mount,
    value: `${usedPercent} % of ${formatBytes(size)}`,
    means: `in use; ${formatBytes(available)} are left`,
    ...(usedPercent > 90 && { level: 'warning' }),
  };
}

function unitField(unit: string): Field {
  return { label: unit, value: 'failed', means: 'by systemd: `systemctl status` tells why', level: 'bad' };
}

function containerFields(vitals: HostVitals | undefined): readonly Field[] {
  const reading = vitals?.containers;
  if (reading === undefined || reading.engine === 'absent') return [];
  if (reading.engine !== 'running') {
    const means = reading.why ?? 'the engine did not tell of its containers';
    return [{ label: 'engine', value: reading.engine, means, level: 'warning' }];
  }
  return reading.containers.map(({ name, image, state, status, health, restarts }): Field => {
    const ill = health === 'unhealthy' || state !== 'running';
    const again = restarts === undefined || restarts === 0 ? '' : `, restarted ${countOf(restarts, 'time')}`;
    return {
      label: name,
      value: `${health ?? state}${again}`,
      means: `${image}; ${status}`,
      level: ill ? 'warning' : 'good',
    };
  });
}

const warnedDays = 14;

function certificateFields({ certificates, observedAt }: HostVitals): readonly Field[] {
  return certificates.map(({ path, expires, subject }): Field => {
    const days = daysUntil(expires, observedAt);
    return {
      label: path,
      value: days < 0 ? `expired ${countOf(-days, 'day')} ago` : `ends in ${countOf(days, 'day')}`,
      means: `${subject ?? 'no subject'}; ${new Date(expires).toISOString().slice(0, 10)}`,
      level: days < 0 ? 'bad' : days < warnedDays ? 'warning' : 'good',
    };
  });
}

function unreadField(what: string, why: string): Field {
  return { label: what, value: 'not read', means: why, level: 'warning' };
}
