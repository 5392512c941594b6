/** What to run in a lab host, and as whom. */
export interface EnterOptions {
  /** The host's first process, by this machine's count. */
  readonly pid: number;
  readonly user: string;
  readonly command: readonly string[];
  /** The terminal type to tell, where there is one. */
  readonly terminal?: string;
}

/** The words that run a command inside a lab host: all its namespaces, a clean environment, the user's groups. Needs root. */
export function enterWords({ pid, user, command, terminal }: EnterOptions): string[] {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const identity =
    user === 'root' ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'];
  return [
    'nsenter',
    ...['-t', `${pid}`, '-m', '-n', '-p', '-u', '-i', '--'],
    'env',
    '-i',
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'LANG=C.UTF-8',
    `HOME=${home}`,
    `USER=${user}`,
    `LOGNAME=${user}`,
    ...(terminal === undefined ? [] : [`TERM=${terminal}`]),
    'sh',
    '-c',
    'cd "$HOME" && exec "$@"',
    'sh',
    ...identity,
    ...command,
  ];
}
