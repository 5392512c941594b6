import { type Line, span } from '../look/paint.ts';
import { scopeOf, shownFilter } from '../rows/scope.ts';
import type { ConsoleState, HostEntry } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { wrapText } from '../widgets/wrap-text.ts';

function emptyText(state: ConsoleState): string {
  const scope = scopeOf(state);
  const filter = shownFilter(state, state.view);
  if (filter !== '') return `nothing matches /${filter} (Esc takes it away)`;
  switch (state.view) {
    case 'sessions':
    case 'tunnels':
      return unreadText(state, scope.hosts);
    case 'diff':
      return diffText(state, scope.title);
    case 'plan':
      if (state.plan === undefined)
        return 'no plan yet: a plans with Terraform, shows what would change, and asks before it applies';
      return `the plan changes nothing on ${scope.title}`;
    case 'log':
      return 'nothing was run yet: what is run on the hosts and here is listed; the reads of the watch stay out';
    case 'events':
      return 'nothing has happened since the console was opened: sessions that go down, come up, or say why are listed';
  }
}

function unreadText({ view }: ConsoleState, hosts: readonly HostEntry[]): string {
  if (hosts.every(({ status }) => status === undefined)) return 'waiting for the first answer';
  const silent = hosts.filter(({ status }) => status?.reachable !== true).length;
  if (silent > 0) return silentText(view === 'sessions' ? 'session' : 'tunnel', silent, hosts);
  const without = hosts.every(({ status }) => status?.bird === 'absent');
  if (view === 'sessions' && without) return 'BIRD is not installed here';
  return view === 'sessions' ? 'no BGP sessions here' : 'no WireGuard tunnels here';
}

/** Of a host that does not answer nothing is known: what the others say is not all there is. */
function silentText(thing: string, silent: number, hosts: readonly HostEntry[]): string {
  if (silent < hosts.length) return `no ${thing} read; ${countOf(silent, 'host')} did not answer`;
  const unread = hosts.filter(({ status }) => status === undefined).length;
  const unreachable = `${countOf(silent - unread, 'host')} unreachable`;
  return `${unreachable}${unread === 0 ? '' : `, ${unread} not read yet`}: nothing is known of the ${thing}s`;
}

function diffText({ changes }: ConsoleState, scope: string): string {
  if (changes === undefined) {
    return 'no differences yet: r renders and shows what changed in the files, s compares with the hosts';
  }
  if (changes.source === 'render') return `the last render changed nothing on ${scope}`;
  return `what is live on ${scope} is as rendered`;
}

/** What stands where a list has nothing to show: why, and which key would change that. */
export function emptyLines(state: ConsoleState, columns: number): readonly Line[] {
  const text = wrapText(emptyText(state), columns - 4);
  return [[], ...text.map((line): Line => [span('dim', `  ${line}`)])];
}
