import type { PyDate, PyDateTime } from './dates.ts';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `strftime` in the C locale. A directive that is not known stays as it stands. */
export function formatTime(time: PyDate | PyDateTime, format: string): string {
  return format.replace(/%(.)/gs, (whole, letter: string) => directive(time, letter) ?? whole);
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly offset: number | undefined;
}

function clockOf(time: PyDate | PyDateTime): Clock {
  if ('hour' in time) return time;
  return { hour: 0, minute: 0, second: 0, microsecond: 0, offset: undefined };
}

function directive(time: PyDate | PyDateTime, letter: string): string | undefined {
  const { year, month, day } = time;
  const clock = clockOf(time);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const dayOfYear = Math.floor((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const nested = (format: string): string => formatTime(time, format);
  switch (letter) {
    case 'Y':
      return String(year);
    case 'y':
      return pad(year % 100);
    case 'm':
      return pad(month);
    case 'd':
      return pad(day);
    case 'e':
      return String(day).padStart(2);
    case 'H':
      return pad(clock.hour);
    case 'I':
      return pad(clock.hour % 12 || 12);
    case 'M':
      return pad(clock.minute);
    case 'S':
      return pad(clock.second);
    case 'f':
      return String(clock.microsecond).padStart(6, '0');
    case 'p':
      return clock.hour < 12 ? 'AM' : 'PM';
    case 'j':
      return String(dayOfYear).padStart(3, '0');
    case 'a':
      return days[weekday]?.slice(0, 3);
    case 'A':
      return days[weekday];
    case 'b':
    case 'h':
      return months[month - 1]?.slice(0, 3);
    case 'B':
      return months[month - 1];
    case 'w':
      return String(weekday);
    case 'u':
      return String(weekday || 7);
    case 'U':
      return pad(Math.floor((dayOfYear + 6 - weekday) / 7));
    case 'W':
      return pad(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7));
    case 'z':
      return clock.offset === undefined ? '' : formatZone(clock.offset);
    case 'Z':
      return clock.offset === undefined
        ? ''
        : clock.offset === 0
          ? 'UTC'
          : `UTC${formatZone(clock.offset, ':')}`;
    case 'F':
      return nested('%Y-%m-%d');
    case 'T':
    case 'X':
      return nested('%H:%M:%S');
    case 'R':
      return nested('%H:%M');
    case 'D':
    case 'x':
      return nested('%m/%d/%y');
    case 'c':
      return nested('%a %b %e %H:%M:%S %Y');
    case 's':
      return String(
        Math.floor(Date.UTC(year, month - 1, day, clock.hour, clock.minute, clock.second) / 1000),
      );
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

function formatZone(offset: number, separator = ''): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${separator}${pad(size % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
