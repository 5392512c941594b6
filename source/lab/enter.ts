/** What to run in a lab host, and as whom. */
export interface EnterOptions {
  /** The host's first process, by this machine's count. */
  readonly pid: number;
  readonly user: string;
  readonly command: readonly string[];
  /** The type of the terminal the command is used on, where it is one. */
  readonly terminal?: string;
}

/** The words that run a command inside a lab host: all its namespaces, a clean environment, the user's groups. Needs root. */
export function enterWords({ pid, user, command, terminal }: EnterOptions): string[] {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  const identity =
    user === 'root' ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--'];
  return [
    ...['nsenter', '-t', `${pid}`, '-m', '-n', '-p', '-u', '-i', '--'],
    ...['env', '-i', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8'],
    ...[`HOME=${home}`, `USER=${user}`, `LOGNAME=${user}`, 'SHELL=/bin/bash'],
    ...(terminal === undefined ? [] : [`TERM=${terminal}`]),
    ...['sh', '-c', 'cd "$HOME" && exec "$@"', 'sh'],
    ...identity,
    ...(terminal === undefined ? command : onOwnTerminal(command)),
  ];
}

/** On a terminal of the host's own: job control does not work across process namespaces. */
function onOwnTerminal(command: readonly string[]): string[] {
  return ['script', '--quiet', '--return', '--command', command.map(quote).join(' '), '/dev/null'];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
