import { OperatorError } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { quoteWord } from '../../remote/shell-words.ts';

/** A service whose log is read, and how the syslog names it. */
export interface LogUnit {
  readonly name: string;
  /** systemd's names. */
  readonly units: readonly string[];
  /** What its lines in the syslog hold, as an extended regular expression. */
  readonly pattern: string;
}

/** Reads `bird`, `ssh` or `wg-quick@INTERFACE`. Throws OperatorError for any other. */
export function parseLogUnit(name: string): LogUnit {
  if (name === 'bird') return { name, units: ['bird'], pattern: ' bird6?(\\[[0-9]+\\])?: ' };
  if (name === 'ssh' || name === 'sshd') {
    return { name: 'ssh', units: ['ssh', 'sshd'], pattern: ' sshd(-session)?(\\[[0-9]+\\])?: ' };
  }
  const found = /^wg-quick@([A-Za-z0-9_=+.-]{1,15})$/.exec(name);
  const device = found?.[1]?.replaceAll(/[.+]/g, '\\$&');
  if (device !== undefined) {
    return { name, units: [name], pattern: ` (wg-quick(\\[[0-9]+\\])?: .*|.*wireguard: )${device}\\b` };
  }
  throw new OperatorError({
    kind: 'usage',
    message: `There is no log of ${sanitizeLine(name, 80)} to read.`,
    hint: 'Name bird, ssh or wg-quick@INTERFACE.',
  });
}

/** Where a log was read up to. */
export type LogCursor =
  | { readonly kind: 'journal'; readonly cursor: string }
  | { readonly kind: 'file'; readonly file: string; readonly offset: number };

/** At most this much of a file is looked through. */
const mostBytes = 8 * 1024 * 1024;
const files = ['/var/log/syslog', '/var/log/messages'];

/** The last lines of a unit's log: from the journal where there is one, otherwise from the syslog's file. */
export function writeLogScript({ units, pattern }: LogUnit, lines: number): string {
  const named = units.map((unit) => `-u ${quoteWord(unit)}`).join(' ');
  return [
    'export LC_ALL=C.UTF-8',
    `out=$(journalctl ${named} -n ${lines} --no-pager -o short-iso --show-cursor 2>&1)`,
    `case $out in *'-- cursor: '*|*'insufficient permissions'*) echo '@@journal'; printf '%s\\n' "$out"; exit 0;; esac`,
    `for f in ${files.join(' ')}; do`,
    '  [ -e "$f" ] || continue',
    `  [ -r "$f" ] || { echo "@@denied $f"; exit 0; }`,
    '  size=$(wc -c <"$f"); echo "@@file $size $f"',
    `  head -c "$size" "$f" | tail -c ${mostBytes} | grep -aE ${quoteWord(pattern)} | tail -n ${lines}; exit 0`,
    'done',
    `echo '@@none'; printf '%s\\n' "$out"`,
  ].join('\n');
}

/** What came since a log was read. */
export function writeFollowScript({ units, pattern }: LogUnit, cursor: LogCursor, lines: number): string {
  if (cursor.kind === 'journal') {
    const named = units.map((unit) => `-u ${quoteWord(unit)}`).join(' ');
    const after = `--after-cursor=${quoteWord(cursor.cursor)}`;
    return `echo '@@journal'; journalctl ${named} ${after} -n ${lines} --no-pager -o short-iso --show-cursor 2>&1`;
  }
  return [
    `f=${quoteWord(cursor.file)}; from=${cursor.offset}; size=$(wc -c <"$f") || size=0`,
    'echo "@@file $size $f"',
    // A file that is shorter than before was rotated.
    '[ "$size" -ge "$from" ] || from=0',
    '[ "$size" -eq "$from" ] || tail -c "+$((from + 1))" "$f" | head -c "$((size - from))" |',
    `  tail -c ${mostBytes} | grep -aE ${quoteWord(pattern)} | tail -n ${lines}; true`,
  ].join('\n');
}

/** What a log script printed. */
export type LogReading =
  | { readonly kind: 'read'; readonly lines: readonly string[]; readonly cursor: LogCursor | undefined }
  | { readonly kind: 'denied'; readonly why: string }
  | { readonly kind: 'none'; readonly why: string };

const longestLine = 1_000;

/** Reads what a log script printed, its lines safe to show; never throws. */
export function parseLog(output: string): LogReading {
  const [head = '', ...rest] = output.split('\n');
  const lines = rest.filter((line) => line !== '');
  const words = sanitizeLine(lines.join(' '), 300);
  if (head.startsWith('@@denied')) {
    return { kind: 'denied', why: `${sanitizeLine(head.slice(9), 200)} is not readable by the login user` };
  }
  if (head === '@@journal') return readJournal(lines, words);
  const file = /^@@file {1,20}(\d{1,15}) (\/.{1,200})$/.exec(head);
  if (file?.[2] !== undefined) {
    const cursor = { kind: 'file', file: file[2], offset: Number(file[1]) } as const;
    return { kind: 'read', lines: lines.map((line) => sanitizeLine(line, longestLine)), cursor };
  }
  return { kind: 'none', why: words === '' ? 'there is no journal, and no file of a syslog' : words };
}

function readJournal(lines: readonly string[], words: string): LogReading {
  if (lines.some((line) => /insufficient permissions|not seeing messages from other users/.test(line))) {
    return { kind: 'denied', why: words };
  }
  const last = lines
    .findLast((line) => line.startsWith('-- cursor: '))
    ?.slice(11)
    .trim();
  const valid = last !== undefined && /^[\w=;-]{1,300}$/.test(last);
  return {
    kind: 'read',
    lines: lines.filter((line) => !line.startsWith('-- ')).map((line) => sanitizeLine(line, longestLine)),
    cursor: valid ? { kind: 'journal', cursor: last } : undefined,
  };
}
