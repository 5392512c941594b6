const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Younger than this is fresh: statuses are read every few seconds. */
export const freshAge = 10 * second;

/** Older than this is doubtful, and shown so. */
export const staleAge = 30 * second;

/**
 * An age in few characters, coarse on purpose: a screen on which nothing happens stays as it is.
 * `now` is under ten seconds, then tens of seconds, minutes, hours, days.
 */
export function formatAge(age: number): string {
  if (age < freshAge) return 'now';
  if (age < minute) return `${Math.floor(age / freshAge) * 10}s`;
  if (age < hour) return `${Math.floor(age / minute)}m`;
  if (age < 2 * day) return `${Math.floor(age / hour)}h`;
  return `${Math.floor(age / day)}d`;
}

/** `14:02`, by this machine's clock and zone. */
export function formatClock(instant: number): string {
  const date = new Date(instant);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** `14:02:11`. */
export function formatTime(instant: number): string {
  return `${formatClock(instant)}:${twoDigits(new Date(instant).getSeconds())}`;
}

/** `14:02:11`, or `11-20 14:02` when it is not of today. */
export function formatMoment(instant: number, clock: number): string {
  const date = new Date(instant);
  if (date.toDateString() === new Date(clock).toDateString()) return formatTime(instant);
  return `${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${formatClock(instant)}`;
}

/** `2026-11-21`, by this machine's zone. */
function formatDay(instant: number): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const daemonDate = /^(\d{4}-(\d\d-\d\d)) ((\d\d:\d\d)(?::\d\d)?)/;
const daemonTime = /^(\d\d:\d\d:\d\d)\.\d+$/;

/**
 * A moment as BIRD prints it, shorter: without year and seconds, without the date where it is of today, or without
 * milliseconds. It is of the host's clock.
 */
export function shortenSince(since: string, clock?: number): string {
  const date = daemonDate.exec(since);
  if (date !== null)
    return clock !== undefined && date[1] === formatDay(clock) ? (date[3] ?? since) : `${date[2]} ${date[4]}`;
  return daemonTime.exec(since)?.[1] ?? since;
}
