import { quoteWord } from '../remote/shell-words.ts';
import { type HostLayout, scriptHead, stateFolder } from './layout.ts';

/** One change of a host's files, from the release before to the release after. */
export interface TransactionSettings {
  readonly release: string;
  /** There is a release to go back to: the change undoes itself unless it does well and is confirmed. */
  readonly armed: boolean;
  /** Seconds for the services to do as well as before. */
  readonly verifyLimit: number;
  /** Seconds to wait for the confirmation after that. */
  readonly confirmLimit: number;
}

/**
 * The program that makes a change on the host, on its own: `sh transaction.sh apply`, and `recover` after it was cut
 * short. It needs nobody: without a confirmation it puts the files back and has the daemons take those up.
 *
 * In its release folder it finds `ops` (what to do, a line a file: `put|del|own sha mode owner group expected path`),
 * `expected` (`sha  path` of the files that are replaced), `manifest` (the one after), `services.sh`; it appends to
 * `state`, notes in `deadline` by the host's uptime when it goes back at the latest, and takes the operator's word from
 * `verdict`. Every file is copied beside its place first; only then are
 * all renamed, so that what can fail fails before anything is touched.
 */
export function createTransactionScript(settings: TransactionSettings, layout: HostLayout): string {
  const { release, armed, verifyLimit, confirmLimit } = settings;
  return `${scriptHead}S=${quoteWord(stateFolder(layout))} ID=${quoteWord(release)} armed=${armed ? 'yes' : 'no'}
verify_limit=${verifyLimit} confirm_limit=${confirmLimit} undo_after=${verifyLimit + confirmLimit + 15}
R=$S/releases/$ID why= reverting=
. "$R/services.sh"
${transactionFunctions}
case $1 in apply) apply ;; recover) recover ;; esac
`;
}

const transactionFunctions = `
state() { printf '%s\\n' "$*" >>"$R/state"; }
oneline() { tr -s '\\n\\t' '  ' | cut -c 1-1500; }
uptime_now() { read -r now _ </proc/uptime; now=\${now%%.*}; }
claim() {
  printf '%s %s\\n' "$ID" "$$" >"$S/transaction.$ID" && mv -f -T -- "$S/transaction.$ID" "$S/transaction" &&
    printf '%s\\n' "$$" >"$S/lock/pid"
}
finish() {
  if [ "$1" = "done" ]; then rm -f -- "$S/last"
  else { printf '%s %s\\n' "$ID" "$*" >"$S/last.$ID" && mv -f -T -- "$S/last.$ID" "$S/last"; } 2>/dev/null || rm -f -- "$S/last.$ID"; fi
  rm -f -- "$S/transaction"
  rm -rf -- "$R/candidate"
  read -r holder 2>/dev/null <"$S/lock/id" && [ "$holder" = "$ID" ] && rm -rf -- "$S/lock"
  state "$@"
  exit 0
}
make_folder() {
  [ -d "$1" ] && return 0
  [ -n "$1" ] || return 1
  make_folder "\${1%/*}" "$2" "$3" && mkdir -m 0755 -- "$1" && chown -- "$2:$3" "$1"
}
save_current() {
  rm -f -- "$R/manifest.before" "$R/previous"
  [ ! -e "$S/manifest" ] || cp -- "$S/manifest" "$R/manifest.before" || return 1
  [ ! -e "$S/current" ] || cp -- "$S/current" "$R/previous" || return 1
  [ ! -e "$S/pending" ] || cp -- "$S/pending" "$R/pending.before"
}
save_files() {
  set --
  : >"$R/before.new"
  while read -r action sha mode owner group expected path; do
    [ "$action" = own ] && continue
    if [ -h "$path" ] || { [ -e "$path" ] && [ ! -f "$path" ]; }; then
      echo "$path is not a regular file"
      return 1
    fi
    if [ -e "$path" ]; then set -- "$@" "$path"; else printf 'absent - - - - %s\\n' "$path" >>"$R/before.new"; fi
  done <"$R/ops"
  : >"$R/sums"
  if [ $# -gt 0 ]; then
    sha256sum -- "$@" >"$R/sums" && stat -c '%a %u %g %n' -- "$@" >"$R/stats" || return 1
  fi
  cmp -s "$R/sums" "$R/expected" || { echo 'the files on the host changed since they were compared'; return 1; }
  [ $# -gt 0 ] || { mv -f -- "$R/before.new" "$R/before"; return; }
  while read -r sum path && read -r mode owner group path <&3; do
    if [ ! -e "$S/objects/$sum" ]; then
      cp -- "$path" "$S/objects/.new.$ID" && mv -f -- "$S/objects/.new.$ID" "$S/objects/$sum" || return 1
    fi
    printf 'put %s %s %s %s %s\\n' "$sum" "$mode" "$owner" "$group" "$path" >>"$R/before.new" || return 1
  done <"$R/sums" 3<"$R/stats"
  mv -f -- "$R/before.new" "$R/before"
}
copy_beside() {
  n=0
  while read -r action sha mode owner group expected path; do
    n=$((n + 1))
    [ "$action" = put ] || continue
    make_folder "\${path%/*}" "$owner" "$group" || return 1
    install -m "$mode" -o "$owner" -g "$group" -- "$S/objects/$sha" "\${path%/*}/.peerdeck-$n-$ID" || return 1
  done <"$R/ops"
}
remove_copies() {
  n=0
  while read -r action sha mode owner group expected path; do
    n=$((n + 1))
    rm -f -- "\${path%/*}/.peerdeck-$n-$ID"
  done <"$R/ops"
}
swap() {
  n=0
  while read -r action sha mode owner group expected path; do
    n=$((n + 1))
    copy=\${path%/*}/.peerdeck-$n-$ID
    case $action in
      put) [ ! -e "$copy" ] || mv -f -T -- "$copy" "$path" || return 1 ;;
      del) rm -f -- "$path" || return 1 ;;
    esac
  done <"$R/ops"
  cp -- "$R/manifest" "$S/manifest.$ID" && mv -f -T -- "$S/manifest.$ID" "$S/manifest" &&
    printf '%s\\n' "$ID" >"$S/current.$ID" && mv -f -T -- "$S/current.$ID" "$S/current"
}
put_back() {
  ok=yes
  while read -r action sha mode owner group path; do
    case $action in
      absent) rm -f -- "$path" || ok=no ;;
      put)
        copy=\${path%/*}/.peerdeck-back-$ID
        install -m "$mode" -o "$owner" -g "$group" -- "$S/objects/$sha" "$copy" && mv -f -T -- "$copy" "$path" || ok=no ;;
    esac
  done <"$R/before"
  if [ -e "$R/manifest.before" ]; then
    cp -- "$R/manifest.before" "$S/manifest.$ID" && mv -f -T -- "$S/manifest.$ID" "$S/manifest" || ok=no
  else rm -f -- "$S/manifest"; fi
  if [ -e "$R/previous" ]; then
    cp -- "$R/previous" "$S/current.$ID" && mv -f -T -- "$S/current.$ID" "$S/current" || ok=no
  else rm -f -- "$S/current"; fi
  [ "$ok" = yes ]
}
owe() {
  for i in $services; do eval "printf '%s\\n' \\"\\$name_$i\\""; done >"$R/owed"
  { cat "$R/owed"; cat "$S/pending" 2>/dev/null; } | sort -u >"$S/pending.$ID" && mv -f -T -- "$S/pending.$ID" "$S/pending"
}
settle() {
  grep -vxF -- "$1" "$S/pending" >"$S/pending.$ID" 2>/dev/null
  mv -f -T -- "$S/pending.$ID" "$S/pending"
}
activate_all() {
  failed=
  for i in $services; do
    eval "name=\\$name_$i"
    state "activating $name"
    if said=$("activate_$i" 2>&1 </dev/null); then
      settle "$name"
      [ -z "$said" ] || state "note $(printf '%s' "$said" | oneline)"
    else
      failed="\${failed:+$failed; }$name: $(printf '%s' "$said" | oneline)"
    fi
  done
  [ -z "$failed" ]
}
look() {
  why=
  for i in $services $checks; do
    reason=$("verify_$i" 2>&1 </dev/null) || why="\${why:+$why; }$(printf '%s' "$reason" | oneline)"
  done
  [ -z "$services" ] || reason=$(guard_verify 2>&1 </dev/null) || why="\${why:+$why; }$(printf '%s' "$reason" | oneline)"
  [ -z "$why" ]
}
verify_all() {
  [ -n "$services$checks" ] || return 0
  uptime_now
  deadline=$((now + verify_limit))
  told= tell_at=0
  while :; do
    if look; then
      sleep 0.5
      look && return 0
    fi
    if [ "$armed" = yes ] && { read -r word rest <"$R/verdict"; } 2>/dev/null && [ "$word" = revert ]; then
      why=\${rest:-not confirmed}
      return 1
    fi
    uptime_now
    [ "$now" -lt "$deadline" ] || return 1
    if [ "$why" != "$told" ] && [ "$now" -ge "$tell_at" ]; then
      state "verifying $why"
      told=$why tell_at=$((now + 5))
    fi
    sleep 0.3
  done
}
undo() {
  trap '' TERM INT
  reason=$1 reverting=yes
  state "reverting $reason"
  remove_copies
  for i in $services; do "leave_$i" </dev/null >>"$R/log" 2>&1; done
  put_back || reason="$reason; and not every file could be put back"
  owe
  activate_all || reason="$reason; and then $failed"
  finish "reverted $reason"
}
conclude() {
  for i in $services; do "confirm_$i" </dev/null >>"$R/log" 2>&1; done
  prune
  finish "done"
}
prune() {
  set -- "$S"/releases/*
  [ $# -gt 30 ] || return 0
  ls -1t "$S/releases" | tail -n +31 | while read -r old; do
    case $old in "$ID") ;; ?*) rm -rf -- "$S/releases/$old" ;; esac
  done
  cat "$S"/releases/*/before "$S"/releases/*/manifest 2>/dev/null | grep -oE '[0-9a-f]{64}' | sort -u >"$R/kept" || return 0
  [ -s "$R/kept" ] || return 0
  ls -1 "$S/objects" | grep -vxF -f "$R/kept" | while read -r old; do rm -f -- "$S/objects/$old"; done
  rm -f -- "$R/kept"
}
await_verdict() {
  tries=$((confirm_limit * 5))
  while [ ! -e "$R/verdict" ] && [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    sleep 0.2
  done
  printf 'revert not confirmed within %s s\\n' "$confirm_limit" >"$R/verdict.late"
  ln -- "$R/verdict.late" "$R/verdict" 2>/dev/null
  read -r word rest <"$R/verdict"
  [ "$word" = confirm ] || undo "\${rest:-not confirmed}"
}
goes_back_in() {
  uptime_now
  printf '%s\\n' $((now + $1)) >"$R/deadline"
}
go_live() {
  [ "$armed" = no ] || [ -z "$services$checks" ] || goes_back_in $((verify_limit + confirm_limit))
  if ! activate_all; then
    [ "$armed" = yes ] && undo "$failed"
    finish "failed $failed"
  fi
  state verifying
  if ! verify_all; then
    [ "$armed" = yes ] && undo "$why"
    finish "failed $why"
  fi
  if [ "$armed" = yes ] && [ -n "$services$checks" ]; then
    goes_back_in "$confirm_limit"
    state healthy
    await_verdict
  fi
  conclude
}
give_up() {
  remove_copies
  finish "failed $1"
}
apply() {
  trap '' HUP PIPE
  claim || finish "failed the change could not be claimed on the host"
  trap 'give_up "stopped on the host before anything changed"' TERM INT
  state swapping
  said=$({ save_current && save_files && copy_beside; } 2>&1) || give_up "nothing changed: $(printf '%s' "$said" | oneline)"
  [ -z "$services" ] || guard_before </dev/null >>"$R/log" 2>&1
  for i in $services $checks; do "before_$i" </dev/null >>"$R/log" 2>&1; done
  trap 'undo "stopped on the host"' TERM INT
  : >"$R/begun"
  owe
  for i in $services; do "leave_$i" </dev/null >>"$R/log" 2>&1; done
  said=$(swap 2>&1) || undo "swapping the files failed: $(printf '%s' "$said" | oneline)"
  go_live
}
recover() {
  trap '' HUP PIPE
  claim || finish "failed the change could not be claimed on the host"
  [ -e "$R/begun" ] || give_up "cut short before anything changed"
  [ "$armed" = no ] || undo "cut short"
  said=$(swap 2>&1) || finish "failed swapping the files failed: $(printf '%s' "$said" | oneline)"
  go_live
}
`;
