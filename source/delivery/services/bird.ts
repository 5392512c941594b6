import { quoteWord } from '../../remote/shell-words.ts';
import { idle, type ServiceScriptMaker } from './service-script.ts';

/**
 * What every change is measured by, whatever it changes: the sessions that were up before are up again. `guard_before`
 * notes them, `guard_verify` prints those that are missing; one that is not configured any more is not missed.
 */
export const birdGuard = `
bird_answers() { timeout 10 birdc -r show status 2>/dev/null; }
bird_runs() { systemctl is-active --quiet bird 2>/dev/null; }
bird_sessions() { timeout 20 birdc -r show protocols 2>/dev/null; }
guard_before() {
  command -v birdc >/dev/null || return 0
  bird_answers >/dev/null && : >"$R/bird.running"
  bird_sessions >"$R/bird.before"
  awk '$2 == "BGP" && $4 == "up" { print $1 }' "$R/bird.before" >"$R/bird.up"
  awk '$2 == "BGP" && $4 == "down" { print $1 }' "$R/bird.before" >"$R/bird.disabled"
}
guard_verify() {
  [ -s "$R/bird.up" ] || return 0
  sessions=$(bird_sessions) || { echo 'bird does not answer'; return 1; }
  down=$(printf '%s\n' "$sessions" | awk -v list="$R/bird.up" '
    BEGIN { while ((getline name < list) > 0) was[name] = 1 }
    ($1 in was) && !($2 == "BGP" && $4 == "up") {
      text = ""; first = ($5 ~ /^[0-9-]+$/ && $6 ~ /:/) ? 7 : 6
      for (i = first; i <= NF; i++) text = text " " $i
      printf "%ssession %s was up and is not:%s", mark, $1, text == "" ? " " $4 : text; mark = "; "
    }')
  [ -z "$down" ] || { echo "$down"; return 1; }
}
`;

/**
 * BIRD: checked as a whole tree, the unmanaged files of `/etc/bird` with it; taken up by `birdc configure`, with
 * BIRD's own undo timer while the change is unconfirmed.
 */
export const birdScript: ServiceScriptMaker = (work, index, layout) => {
  const folder = quoteWord(`${layout.root}/etc/bird`);
  const fresh = work.added.includes(`${layout.root}/etc/bird/bird.conf`) ? 'yes' : '';
  return {
    functions: `
validate_${index}() {
  command -v bird >/dev/null || { echo 'bird is not installed on the host'; return 1; }
  bird_answers >/dev/null || ! bird_runs || { echo 'bird runs and does not answer birdc: restart it first'; return 1; }
  candidate=$R/candidate/bird
  rm -rf -- "$candidate" && mkdir -p -- "$candidate" || return 1
  [ ! -d ${folder} ] || cp -a -- ${folder}/. "$candidate/" || return 1
  while read -r action sha mode owner group expected path; do
    case $path in ${folder}/*) name=\${path#${folder}/} ;; *) continue ;; esac
    case $action in
      put)
        case $name in */*) mkdir -p -- "$candidate/\${name%/*}" || return 1 ;; esac
        cp -- "$S/objects/$sha" "$candidate/$name" || return 1 ;;
      del) rm -f -- "$candidate/$name" ;;
    esac
  done <"$R/ops"
  [ -f "$candidate/bird.conf" ] || { echo 'there is no bird.conf, rendered or on the host'; return 1; }
  if grep -rqsE '^[[:space:]]*include[[:space:]]+"/' "$candidate" && unshare -m true 2>/dev/null; then
    unshare -m sh -c 'mount --bind "$1" "$2" && exec timeout 30 bird -p -c "$2/bird.conf"' sh "$candidate" ${folder} 2>&1
  else
    said=$(timeout 30 bird -p -c "$candidate/bird.conf" 2>&1)
    code=$?
    [ -z "$said" ] || printf '%s\\n' "$said" | sed "s#$candidate#"${folder}'#g'
    return "$code"
  fi
}
bird_enabled() {
  [ -s "$R/bird.disabled" ] || return 0
  again=$(bird_sessions | awk -v list="$R/bird.disabled" '
    BEGIN { while ((getline name < list) > 0) was[name] = 1 }
    ($1 in was) && $4 != "down" { printf "%s%s", mark, $1; mark = ", " }')
  [ -z "$again" ] || echo "the reload enabled again what was disabled by hand: $again"
}
activate_${index}() {
  if bird_answers >/dev/null; then
    set -- configure
    [ "$armed" = yes ] && [ -z "$reverting" ] && set -- configure timeout "$undo_after"
    said=$(timeout 30 birdc -v "$@" 2>&1)
    case $said in
      *'0003 '* | *'0004 '* | *'0005 '*) : >"$R/bird.running"; bird_enabled ;;
      *) printf '%s\\n' "$said" | sed '/^0001/d;/^0002/d;s/^[0-9]\\{4\\}[- ]//'; return 1 ;;
    esac
  elif bird_runs; then
    echo 'bird runs and does not answer birdc'
    return 1
  elif [ -e "$R/bird.running" ] || systemctl is-failed --quiet bird 2>/dev/null; then
    systemctl restart bird && : >"$R/bird.running"
  elif [ -n '${fresh}' ] && [ -z "$reverting" ]; then
    systemctl enable --now bird && : >"$R/bird.running"
  else
    echo 'files are in place; bird is not running, so nothing was activated'
  fi
}
verify_${index}() {
  [ -e "$R/bird.running" ] || return 0
  status=$(bird_answers) || { echo 'bird does not answer'; return 1; }
  case $status in *'in progress'*) echo 'bird is still reconfiguring'; return 1 ;; esac
}
confirm_${index}() {
  [ "$armed" = yes ] && [ -e "$R/bird.running" ] || return 0
  timeout 20 birdc -v configure confirm >/dev/null 2>&1
}
${idle(index, ['before', 'leave'])}`,
  };
};
