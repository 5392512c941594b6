/** A line of a daemon's log. */
export interface LogLine {
  /** Seconds since midnight by the host's clock; undefined where the line tells no time. */
  readonly time?: number;
  readonly text: string;
  readonly line: string;
}

/** Reads syslog's and journalctl's lines; what stands behind `bird[123]:` is the text. Never throws. */
export function parseLog(output: string): LogLine[] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const head = line.slice(0, 400);
      const clock = /(?:^|[\sT])(\d{2}):(\d{2}):(\d{2})/.exec(head);
      const tag = /\sbird6?(?:\[\d+\])?:\s/.exec(head);
      const time = clock && Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
      const text = tag ? line.slice(tag.index + tag[0].length) : line;
      return { text, line, ...(typeof time === 'number' && { time }) };
    });
}

const day = 86_400;

/** Seconds since midnight of BIRD's `since`; undefined for a bare date. */
export function timeOfDay(since: string): number | undefined {
  const clock = /(\d{2}):(\d{2}):(\d{2})/.exec(since);
  return clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) : undefined;
}

/** True where a time of day is not before another one by more than the slack, round midnight too. */
function isSince(time: number, start: number, slack: number): boolean {
  const after = (((time - start) % day) + day) % day;
  return after <= day / 2 || after >= day - slack;
}

/** Seconds from one time of day to a later one, less than a day. */
export function secondsBetween(earlier: number, later: number): number {
  return (((later - earlier) % day) + day) % day;
}

/** The words of the log about a protocol since a time of day, without its name, the latest last. */
export function selectProtocolLog(
  log: readonly LogLine[],
  name: string,
  since: number | undefined,
): LogLine[] {
  const prefix = `${name}: `;
  return log
    .filter(
      ({ text, time }) =>
        text.replace(/^<\w+> /, '').startsWith(prefix) &&
        (since === undefined || time === undefined || isSince(time, since, 3)),
    )
    .map((line) => ({ ...line, text: line.text.replace(/^<\w+> /, '').slice(prefix.length) }));
}
