/** A date, as YAML's timestamps without a time yield it. */
export class PyDate {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {}

  /** `2024-05-01`, which is also how it prints. */
  isoformat(): string {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
  }
}

/** The parts of a `PyDateTime`; `offset` is minutes east of UTC, absent for a naive time. */
export interface DateTimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
  readonly offset?: number | undefined;
}

/** A date with a time, as YAML's timestamps yield it. */
export class PyDateTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly offset: number | undefined;

  constructor(parts: DateTimeParts) {
    this.year = parts.year;
    this.month = parts.month;
    this.day = parts.day;
    this.hour = parts.hour ?? 0;
    this.minute = parts.minute ?? 0;
    this.second = parts.second ?? 0;
    this.microsecond = parts.microsecond ?? 0;
    this.offset = parts.offset;
  }

  /** `2024-05-01T10:00:00+02:00`; printing uses a space as `separator`. */
  isoformat(separator = 'T'): string {
    const date = `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
    const time = `${pad(this.hour)}:${pad(this.minute)}:${pad(this.second)}`;
    const fraction = this.microsecond ? `.${pad(this.microsecond, 6)}` : '';
    return `${date}${separator}${time}${fraction}${formatOffset(this.offset)}`;
  }

  /** Milliseconds since 1970 for ordering; a naive time counts as UTC. */
  instant(): number {
    const utc = Date.UTC(this.year, this.month - 1, this.day, this.hour, this.minute, this.second);
    return utc + this.microsecond / 1000 - (this.offset ?? 0) * 60_000;
  }

  /** Python's `repr`. */
  repr(): string {
    const time = [this.hour, this.minute];
    if (this.second || this.microsecond) time.push(this.second);
    if (this.microsecond) time.push(this.microsecond);
    const parts = [this.year, this.month, this.day, ...time].join(', ');
    return `datetime.datetime(${parts}${reprZone(this.offset)})`;
  }
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function formatOffset(offset: number | undefined): string {
  if (offset === undefined) return '';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function reprZone(offset: number | undefined): string {
  if (offset === undefined) return '';
  if (offset === 0) return ', tzinfo=datetime.timezone.utc';
  // A timedelta is normalised to a sign on its days alone.
  const delta = offset < 0 ? `days=-1, seconds=${86_400 + offset * 60}` : `seconds=${offset * 60}`;
  return `, tzinfo=datetime.timezone(datetime.timedelta(${delta}))`;
}
