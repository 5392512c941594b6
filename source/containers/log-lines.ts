/** A line of a container's log: when, by the host's clock (RFC 3339 with nanoseconds), and what. */
export interface ContainerLogLine {
  readonly at: string;
  readonly text: string;
}

/** `docker logs --timestamps`: the time, a space, the line; what has no time belongs to the line before. */
const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

/** Reads the lines of a log; never throws. */
export function parseContainerLog(text: string): ContainerLogLine[] {
  const lines: ContainerLogLine[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (line === '') continue;
    const [, at, rest = ''] = stamped.exec(line) ?? [];
    lines.push(at === undefined ? { at: lines.at(-1)?.at ?? '', text: line } : { at, text: rest });
  }
  return lines;
}

/** The lines after those that were read: an engine's `--since` has the last of them once more. */
export function listNewLines(
  lines: readonly ContainerLogLine[],
  last: string | undefined,
): ContainerLogLine[] {
  return last === undefined ? [...lines] : lines.filter(({ at }) => at > last);
}

/**
 * Without the sequences a program writes to colour its lines; whatever other control characters it has are made
 * visible when the line is shown.
 */
export function stripColours(text: string): string {
  return text.replace(/\u001b\[[0-9;:]{0,40}[A-Za-z]/g, '');
}
