import type { HostVitals } from '../../../operations/status/vitals-model.ts';

/** `2.1 GiB`, `48 GiB`. */
export function formatGibibytes(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return `${gibibytes < 10 ? gibibytes.toFixed(1) : Math.round(gibibytes)} GiB`;
}

/** How much of the memory is in use, in percent. */
export function memoryUsed({ total, available }: NonNullable<HostVitals['memory']>): number {
  return total === 0 ? 0 : Math.round((100 * (total - available)) / total);
}

/** `+0.02 s`: by how much the host is ahead of us. */
export function formatOffset({ offset }: NonNullable<HostVitals['clock']>): string {
  return `${offset >= 0 ? '+' : '-'}${Math.abs(offset).toFixed(2)} s`;
}

/** Seconds as `3 h`, `12 d`. */
export function formatUptime(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const day = 86_400_000;

/** In how many days a certificate ends; below zero where it has. */
export function daysUntil(expires: number, at: number): number {
  return Math.floor((expires - at) / day);
}
