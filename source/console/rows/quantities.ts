const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in three digits: `0 B`, `9.4 kB`, `12 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${digits} ${units[unit]}`;
}

/** A duration: `140ms`, `2.1s`, `3m`. */
export function formatDuration(duration: number): string {
  if (duration < 1000) return `${Math.round(duration)}ms`;
  if (duration < 60_000) return `${(duration / 1000).toFixed(1)}s`;
  return `${Math.round(duration / 60_000)}m`;
}

/** A count of prefixes in few characters: `412`, `98213`, `187k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 100_000) return String(count);
  if (count < 1_000_000) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}
