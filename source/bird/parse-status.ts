import type { Mutable } from './protocols.ts';
import { isGreeting, ReplyLines } from './reply-lines.ts';

/** `show status`. Times as printed, in the daemon's clock. */
export interface DaemonStatus {
  /** `2.0.12`; undefined where none was printed. */
  readonly version?: string;
  readonly routerId?: string;
  readonly hostname?: string;
  readonly serverTime?: string;
  readonly lastReboot?: string;
  /** Jumps back to the older time when a `configure timeout` reverts. */
  readonly lastReconfiguration?: string;
  /** The last line: `Daemon is up and running`, `Reconfiguration in progress`, `Daemon is shutting down`. */
  readonly condition?: string;
  readonly unread: readonly string[];
}

const prefixes = [
  ['Router ID is ', 'routerId'],
  ['Hostname is ', 'hostname'],
  ['Current server time is ', 'serverTime'],
  ['Last reboot on ', 'lastReboot'],
  ['Last reconfiguration on ', 'lastReconfiguration'],
] as const;

const conditions = ['Daemon is ', 'Reconfiguration in progress', 'Graceful restart', 'Shutdown in progress'];

/** The version in `BIRD 2.0.12 ready.` or `BIRD 2.0.12`; undefined for any other line. */
export function parseVersion(line: string): string | undefined {
  if (!line.startsWith('BIRD ') || line.length > 200) return undefined;
  const version = isGreeting(line) ? line.slice(5, -7) : line.slice(5);
  return version.trim() === '' ? undefined : version.trim();
}

/** Reads `show status`; never throws. */
export function parseStatus(text: string): DaemonStatus {
  const lines = new ReplyLines(text);
  const unread: string[] = [];
  const status: Mutable<DaemonStatus> = { unread };
  while (lines.advance()) {
    const line = lines.text;
    if (line === '' || line === 'Access restricted') continue;
    const version = parseVersion(line);
    const known = prefixes.find(([prefix]) => line.startsWith(prefix));
    if (version !== undefined) status.version = version;
    else if (known) status[known[1]] = line.slice(known[0].length).trim();
    else if (conditions.some((condition) => line.startsWith(condition))) status.condition = line;
    else unread.push(line);
  }
  return status;
}
