/** A moment of another clock, and how long ago it was by ours where that makes sense. */
export function formatAge(since: string, now: number = Date.now()): string {
  const at = Date.parse(since);
  if (Number.isNaN(at)) return since;
  const seconds = Math.round((now - at) / 1000);
  if (seconds < 0) return since;
  if (seconds < 120) return `${since} (${seconds} s ago)`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${since} (${minutes} min ago)` : `${since} (${Math.round(minutes / 60)} h ago)`;
}
