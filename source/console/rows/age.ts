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

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
