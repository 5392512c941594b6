import { type Hold, parseHolds } from '../fleet/holds.ts';
import { quoteWord } from '../remote/shell-words.ts';
import { printHolds } from './hold-script.ts';
import { type HostLayout, scriptHead, stateFolder } from './layout.ts';
import { type ManifestEntry, parseManifest } from './manifest.ts';

/** A file as it stands on a host. */
export interface LiveFile {
  readonly path: string;
  readonly kind: 'regular' | 'other';
  /** Of a regular file's content. */
  readonly sha256: string | undefined;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number;
}

/** A change that is under way on a host, or was left half-done. */
export interface OpenTransaction {
  readonly release: string;
  /** Its process on the host lives. */
  readonly running: boolean;
  /** A console follows it, or did a moment ago. */
  readonly followed: boolean;
  /** Its last state, such as `verifying …`; `healthy` while it waits for its confirmation. */
  readonly state: string;
  /** Seconds until it goes back by itself at the latest; undefined where it does not. */
  readonly goesBackIn: number | undefined;
  readonly who: string;
  /** By the clock of the console that made it, ISO 8601. */
  readonly since: string;
  readonly why: string;
  /** The files it puts or takes away, absolute on the host. */
  readonly paths: readonly string[];
}

/** The last change of a host, where it did not come to stay. */
export interface UndoneChange {
  readonly release: string;
  /** Such as `reverted not confirmed within 30 s`. */
  readonly end: string;
  readonly who: string;
  /** By the clock of the console that made it, ISO 8601. */
  readonly since: string;
  readonly why: string;
}

/** Everything a plan needs to know of a host, read in one round trip. */
export interface LiveState {
  readonly user: string;
  readonly group: string;
  readonly home: string;
  /** The release that is live; undefined before the first one. */
  readonly release: string | undefined;
  readonly transaction: OpenTransaction | undefined;
  readonly undone: UndoneChange | undefined;
  /** Services whose activation is still owed. */
  readonly pending: readonly string[];
  /** Services that somebody stopped: a change leaves them so. */
  readonly stopped: readonly string[];
  /** What is not to be written there, and why; those that have ended too. */
  readonly holds: readonly Hold[];
  /** Their lines as the host has them, one each. */
  readonly holdLines: readonly string[];
  readonly manifest: ReadonlyMap<string, ManifestEntry>;
  /** Lines of the manifest that could not be read. */
  readonly unreadable: number;
  readonly files: ReadonlyMap<string, LiveFile>;
}

/** The last field but one of passwd(5). */
const findHome = `home=$(getent passwd "$user") home=\${home%:*} home=\${home##*:}`;

/**
 * A script that reads the live state as root: who the login user is, the manifest, and the hash, mode and owner of
 * every path on its stdin (one a line, `~/` for the login user's home) and in the manifest. Its output is a list
 * of records that end in NUL.
 */
export function readStateScript(layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} root=${quoteWord(layout.root)}
user=\${SUDO_USER:-$(id -un)} group=$(id -gn "$user")
${layout.home === undefined ? findHome : `home=${quoteWord(layout.home)}`}
printf 'user %s\\0group %s\\0home %s\\0' "$user" "$group" "$home"
current=
{ read -r current <"$S/current"; } 2>/dev/null
printf 'release %s\\0' "$current"
last= end=
if { read -r last end <"$S/last"; } 2>/dev/null; then
  printf 'last %s %s\\0lastabout %s\\0' "$last" "$end" "$(cat "$S/releases/$last/about" 2>/dev/null)"
fi
id= pid=
if { read -r id pid <"$S/transaction"; } 2>/dev/null; then
  alive=no
  grep -q -- "$id" "/proc/$pid/cmdline" 2>/dev/null && alive=yes
  R=$S/releases/$id followed=no left=- deadline= follower=
  { read -r follower <"$R/follower"; } 2>/dev/null && grep -qF -- "$id" "/proc/$follower/cmdline" 2>/dev/null && followed=yes
  # Between the end of the verification and the confirmation nobody follows for a moment.
  told=$(stat -c %Y "$R/state" 2>/dev/null) && [ $(($(date +%s) - told)) -lt 3 ] && followed=yes
  { read -r deadline <"$R/deadline"; } 2>/dev/null
  read -r now _ </proc/uptime
  case $deadline in '' | *[!0-9]*) ;; *) left=$((deadline - \${now%%.*})) ;; esac
  printf 'transaction %s %s %s %s\\0' "$id" "$alive" "$followed" "$left"
  printf 'state %s\\0about %s\\0' "$(tail -n 1 "$R/state" 2>/dev/null)" "$(cat "$R/about" 2>/dev/null)"
  printf 'paths %s\\0' "$(sed -nE 's/^(put|del) ([^ ]* ){5}//p' "$R/ops" 2>/dev/null)"
fi
# One that failed is started again by a change; one that was stopped is left so.
# BIRD takes its socket away when it ends in order: where it is, nobody stopped it.
if [ ! -S "$root/run/bird/bird.ctl" ] && command -v birdc >/dev/null; then
  timeout 3 birdc -r show status >/dev/null 2>&1
  [ $? -ne 1 ] || systemctl is-failed --quiet bird 2>/dev/null || printf 'stopped bird\\0'
fi
[ ! -s "$S/pending" ] || printf 'pending %s\\0' "$(cat "$S/pending")"
for hold in "$S"/holds/*; do
  [ ! -e "$hold" ] || printf 'holds %s\\0' "$(${printHolds})"
  break
done
[ ! -r "$S/manifest" ] || printf 'manifest %s\\0' "$(cat "$S/manifest")"
nl='
'
set --
wanted=$nl
while IFS= read -r path; do
  case $path in '~/'*) path=$home/\${path#'~/'} ;; esac
  set -- "$@" "$root$path"
  wanted=$wanted$root$path$nl
done
if [ -r "$S/manifest" ]; then
  while read -r sha mode owner group path; do
    case $path in /*) case $wanted in *"$nl$path$nl"*) ;; *) set -- "$@" "$path" ;; esac ;; esac
  done <"$S/manifest"
fi
[ $# -gt 0 ] || exit 0
timeout 60 stat --printf 'stat %a %U %G %s %F|%n\\0' -- "$@" 2>/dev/null
timeout 60 sha256sum -z -- "$@" 2>/dev/null
exit 0
`;
}

interface Stat {
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number;
  readonly regular: boolean;
}

/** Reads what `readStateScript` printed; undefined where that is not such an output. */
export function parseLiveState(output: string): LiveState | undefined {
  const words = new Map<string, string>();
  const stats = new Map<string, Stat>();
  const sums = new Map<string, string>();
  for (const record of output.split('\0')) {
    const sum = /^([0-9a-f]{64}) [ *](\/[\s\S]*)$/.exec(record);
    const stat = /^stat ([0-7]+) (\S+) (\S+) (\d+) ([^|]*)\|(\/[\s\S]*)$/.exec(record);
    if (sum?.[1] !== undefined && sum[2] !== undefined) sums.set(sum[2], sum[1]);
    else if (stat?.[6] !== undefined) stats.set(stat[6], readStat(stat));
    else words.set(...splitWord(record));
  }
  const [user, group, home] = [words.get('user'), words.get('group'), words.get('home')];
  if (!user || !group || !home) return undefined;
  const { entries, unreadable } = parseManifest(words.get('manifest') ?? '');
  const files = [...stats].map(([path, stat]) => [path, liveFile(path, stat, sums.get(path))] as const);
  return {
    user,
    group,
    home,
    release: words.get('release') || undefined,
    transaction: readTransaction(words),
    undone: readUndone(words),
    pending: (words.get('pending') ?? '').split('\n').filter((line) => line !== ''),
    stopped: words.has('stopped') ? ['bird'] : [],
    holds: parseHolds(words.get('holds') ?? ''),
    holdLines: (words.get('holds') ?? '').split('\n').filter((line) => line !== ''),
    manifest: new Map(entries.map((entry) => [entry.path, entry])),
    unreadable,
    files: new Map(files),
  };
}

function splitWord(record: string): [string, string] {
  const space = record.indexOf(' ');
  return space < 0 ? [record, ''] : [record.slice(0, space), record.slice(space + 1)];
}

function readStat(parts: RegExpExecArray): Stat {
  const [, mode = '', owner = '', group = '', size = '', type = ''] = parts;
  return {
    mode: Number.parseInt(mode, 8),
    owner,
    group,
    size: Number(size),
    regular: type.startsWith('regular'),
  };
}

function liveFile(path: string, stat: Stat, sha256: string | undefined): LiveFile {
  const { mode, owner, group, size, regular } = stat;
  return { path, kind: regular ? 'regular' : 'other', sha256, mode, owner, group, size };
}

function readUndone(words: ReadonlyMap<string, string>): UndoneChange | undefined {
  const [release, end] = splitWord(words.get('last') ?? '');
  if (release === '') return undefined;
  const [who = '', since = '', why = ''] = (words.get('lastabout') ?? '').split('\n');
  return { release, end, who, since, why };
}

function readTransaction(words: ReadonlyMap<string, string>): OpenTransaction | undefined {
  const [release, alive, followed, left] = (words.get('transaction') ?? '').split(' ');
  if (!release) return undefined;
  const [who = '', since = '', why = ''] = (words.get('about') ?? '').split('\n');
  return {
    release,
    running: alive === 'yes',
    followed: followed === 'yes',
    state: words.get('state') ?? '',
    goesBackIn: /^-?\d+$/.test(left ?? '') ? Math.max(0, Number(left)) : undefined,
    who,
    since,
    why,
    paths: (words.get('paths') ?? '').split('\n').filter((line) => line !== ''),
  };
}
