import { quoteWord } from '../remote/shell-words.ts';
import { printHolds } from './hold-script.ts';
import { type HostLayout, scriptHead, stateFolder } from './layout.ts';

/** Who changes a host, for the lock and the release's record. */
export interface ChangeAuthor {
  /** Such as `root@jump01`. */
  readonly who: string;
  readonly why: string;
  /** By the console's clock, ISO 8601. */
  readonly since: string;
}

/**
 * Takes the host's lock and brings in what a change needs: reads the gzipped archive on stdin into a new release
 * folder, checks every object by its hash, has the host's own daemons validate what is staged, starts the
 * transaction detached from the connection, and follows it. The lock is held by a living process; what a dead one
 * left behind is taken over. Where nothing arrives for `stallLimit` seconds the line is taken for cut, and the lock is
 * given up: a host may not hear of a dead line for hours.
 */
export function createStageScript(
  release: string,
  author: ChangeAuthor,
  layout: HostLayout,
  stallLimit = 30,
): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} ID=${quoteWord(release)}
R=$S/releases/$ID reverting= armed= receiver= stall_limit=${stallLimit}
${lockFunctions}${receiveFunction}
abandon() {
  rm -rf -- "$R"
  drop_lock
  printf '@end %s\\n' "$1"
  exit 0
}
trap '[ -z "$receiver" ] || kill "$receiver" 2>/dev/null; rm -rf -- "$R"; drop_lock; exit 1' HUP INT TERM PIPE
mkdir -p -- "$S/releases" "$S/objects" && chmod 0700 -- "$S" "$S/releases" "$S/objects" || { printf '@end failed %s cannot be written: %s\\n' "$S" "$(why_not_written)"; exit 0; }
echo '@state locking'
take_lock ${[author.who, author.since, author.why].map(quoteWord).join(' ')} || exit 0
[ ! -e "$S/transaction" ] || { drop_lock; echo '@end interrupted'; exit 0; }
echo '@state staging'
mkdir -m 0700 -- "$R" || abandon 'failed the release folder cannot be made'
receive || abandon "failed receiving what was sent: $(why_not_received | tr '\\n' ' ')"
said=$(tar -xzf "$R/archive" -C "$R" 2>&1) || abandon "failed unpacking: $(printf '%s' "$said" | tr '\\n' ' ')"
rm -f -- "$R/archive" "$R/said"
# Under the lock: whoever held something in between must not find it written.
[ ! -e "$R/holds" ] || [ "$(${printHolds})" = "$(cat "$R/holds")" ] || abandon held
if [ -d "$R/objects" ]; then
  (cd "$R/objects" && sha256sum -- *) >"$R/received" || abandon 'failed what was sent cannot be read'
  while read -r sum name; do [ "$sum" = "$name" ] || abandon "failed $name arrived damaged"; done <"$R/received"
  mv -f -- "$R"/objects/* "$S/objects/" || abandon 'failed the objects cannot be stored'
  rmdir -- "$R/objects"
fi
while read -r action sha rest; do
  [ "$action" != put ] || [ -e "$S/objects/$sha" ] || abandon "failed object $sha is missing"
done <"$R/ops"
. "$R/services.sh"
for i in $validated; do
  eval "name=\\$name_$i"
  printf '@state validating %s\\n' "$name"
  said=$("validate_$i" 2>&1 </dev/null) || {
    # As timeout(1) tells it.
    [ $? -ne 124 ] || said="\${said:+$said }the check did not end in time"
    printf '%s\\n' "$said" | head -c 4000 | sed 's/^/| /'
    abandon "refused $name"
  }
  printf '%s\\n' "$said" | sed -n 's/^note: /@note /p' | head -n 20
done
: >"$R/state"
trap - HUP INT TERM PIPE
setsid sh "$R/transaction.sh" apply </dev/null >>"$R/log" 2>&1 &
pid=$!
printf '%s\\n' "$pid" >"$S/lock/pid"
${followUntil('verdict')}`;
}

/** Tells the transaction what the operator decided, and follows it to its end. */
export function createVerdictScript(release: string, verdict: string, layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} ID=${quoteWord(release)}
R=$S/releases/$ID pid= told=0
[ -d "$R" ] || { echo '@end missing'; exit 0; }
[ ! -e "$R/state" ] || told=$(wc -l <"$R/state")
printf '%s\\n' ${quoteWord(verdict)} >"$R/verdict.$$" && ln -- "$R/verdict.$$" "$R/verdict" 2>/dev/null
rm -f -- "$R/verdict.$$"
${followUntil('end')}`;
}

/** Follows a transaction that is under way, such as after the connection was lost. */
export function createFollowScript(release: string, layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} ID=${quoteWord(release)}
R=$S/releases/$ID pid= told=0
[ -e "$R/state" ] || { echo '@end missing'; exit 0; }
${followUntil('verdict')}`;
}

/** Ends what a change that was cut short left behind: forward for a first release, else back. */
export function createRecoverScript(release: string, author: ChangeAuthor, layout: HostLayout): string {
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} ID=${quoteWord(release)}
R=$S/releases/$ID
${lockFunctions}
take_lock ${[author.who, author.since, author.why].map(quoteWord).join(' ')} || exit 0
[ -e "$R/transaction.sh" ] || { rm -f -- "$S/transaction"; drop_lock; echo '@end failed its release is gone'; exit 0; }
: >"$R/state"
rm -f -- "$R/verdict"
setsid sh "$R/transaction.sh" recover </dev/null >>"$R/log" 2>&1 &
pid=$!
printf '%s\\n' "$pid" >"$S/lock/pid"
${followUntil('verdict')}`;
}

/** Keeps stdin in a file, and gives up where that stops growing. */
const receiveFunction = `receive() {
  exec 3<&0
  cat <&3 >"$R/archive" 2>"$R/said" &
  receiver=$!
  {
    size= still=0
    while sleep 1; do
      now=$(stat -c %s -- "$R/archive") || break
      if [ "$now" = "$size" ]; then still=$((still + 1)); else size=$now still=0; fi
      [ "$still" -lt "$stall_limit" ] || { echo "nothing came for $stall_limit s" >"$R/said"; kill "$receiver"; break; }
    done
  } >/dev/null 2>&1 </dev/null 3<&- &
  watcher=$!
  wait "$receiver"
  received=$?
  receiver=
  kill "$watcher" 2>/dev/null
  exec 3<&-
  return "$received"
}
why_not_received() { grep . "$R/said" || why_not_written; }`;

const lockFunctions = `# The system's own words: what failed has often no way to tell them, or on a full disk no room.
why_not_written() {
  { head -c 65536 /dev/zero >"$S/probe.$ID"; } 2>&1 | tr '\\n' ' '
  rm -f -- "$S/probe.$ID" 2>/dev/null
}
drop_lock() {
  read -r holder 2>/dev/null <"$S/lock/id" && [ "$holder" = "$ID" ] && rm -rf -- "$S/lock"
}
lock_alive() {
  read -r holder 2>/dev/null <"$S/lock/id" || return 1
  read -r holder_pid 2>/dev/null <"$S/lock/pid" || return 1
  grep -qF -- "$holder" "/proc/$holder_pid/cmdline" 2>/dev/null
}
take_lock() {
  rm -rf -- "$S/lock.$ID"
  mkdir -m 0700 -- "$S/lock.$ID" && printf '%s\\n' "$ID" >"$S/lock.$ID/id" && printf '%s\\n' "$$" >"$S/lock.$ID/pid" &&
    printf '%s\\n%s\\n%s\\n' "$1" "$2" "$3" >"$S/lock.$ID/info" || {
    rm -rf -- "$S/lock.$ID"
    printf '@end failed the lock %s cannot be written: %s\\n' "$S/lock" "$(why_not_written)"
    return 1
  }
  mv -T -- "$S/lock.$ID" "$S/lock" 2>/dev/null && return 0
  if ! lock_alive; then
    printf '@note %s\\n' "took over the lock of $(head -n 1 "$S/lock/info" 2>/dev/null), whose change is no longer running"
    found=
    { read -r found <"$S/lock/id"; } 2>/dev/null
    mv -T -- "$S/lock" "$S/lock.dead.$ID" 2>/dev/null
    moved=
    { read -r moved <"$S/lock.dead.$ID/id"; } 2>/dev/null
    # Somebody else took the dead lock over in between: the lock moved away is a living one.
    [ "$found" = "$moved" ] || mv -T -- "$S/lock.dead.$ID" "$S/lock" 2>/dev/null
    rm -rf -- "$S/lock.dead.$ID"
    mv -T -- "$S/lock.$ID" "$S/lock" 2>/dev/null && return 0
  fi
  sed 's/^/@lock /' "$S/lock/info" 2>/dev/null
  rm -rf -- "$S/lock.$ID"
  echo '@end locked'
  return 1
}
`;

/**
 * Prints the transaction's states as they come, and in how many seconds it goes back by itself whenever that is set
 * anew, until it ends or, where that is asked for, waits for a verdict. Writes once a second, so that it ends soon after whoever reads it is gone: `follower` tells others that somebody follows.
 */
function followUntil(stop: 'verdict' | 'end'): string {
  const ends = `${stop === 'verdict' ? 'healthy | ' : ''}done | done' '* | failed' '* | reverted' '*`;
  return `told=\${told:-0} line= gone=0 beat=0 due=
{ printf '%s\\n' "$$" >"$R/follower"; } 2>/dev/null
while :; do
  [ -d "$R" ] || { echo '@end missing'; exit 0; }
  count=0
  while IFS= read -r text; do
    count=$((count + 1)) line=$text
    [ "$count" -le "$told" ] || printf '@state %s\\n' "$line"
  done 2>/dev/null <"$R/state"
  [ "$count" -le "$told" ] || told=$count
  until=
  { read -r until <"$R/deadline"; } 2>/dev/null
  if [ "$until" != "$due" ]; then
    due=$until
    read -r now _ </proc/uptime
    case $due in '' | *[!0-9]*) ;; *) printf '@deadline %s\n' "$((due - \${now%%.*}))" ;; esac
  fi
  case $line in ${ends}) printf '@end %s\\n' "$line"; exit 0 ;; esac
  id= found=
  [ -n "$pid" ] || { read -r id found <"$S/transaction"; } 2>/dev/null
  [ "$id" != "$ID" ] || pid=$found
  running=$pid
  [ -n "$running" ] || { read -r id <"$S/lock/id" && [ "$id" = "$ID" ] && read -r running <"$S/lock/pid"; } 2>/dev/null
  if [ -n "$running" ] && [ -d "/proc/$running" ]; then gone=0; else gone=$((gone + 1)); fi
  [ "$gone" -le 5 ] || break
  beat=$(((beat + 1) % 20))
  [ "$beat" -gt 0 ] || echo '@alive' || exit 0
  sleep 0.05
done
[ -e "$R/begun" ] || { echo '@end missing'; exit 0; }
[ ! -e "$S/transaction" ] || { echo '@end lost cut'; exit 0; }
id=
{ read -r id <"$S/current"; } 2>/dev/null
if [ "$id" = "$ID" ]; then echo '@end lost new'; else echo '@end lost old'; fi
`;
}
