import { quoteWord } from '../../remote/shell-words.ts';
import { idle, type ServiceScript } from './service-script.ts';

/** A container that mounts a changed file: started anew, and well when it runs and its own health check says so. */
export function containerScript(name: string, index: number): ServiceScript {
  const word = quoteWord(name);
  return {
    functions: `
before_${index}() { container_before ${word}; }
activate_${index}() { container_restart ${word}; }
verify_${index}() { container_verify ${word}; }
${idle(index, ['validate', 'leave', 'confirm'])}`,
  };
}

/** Docker, or what stands in for it. A container that is stopped, or not there yet, is left so. */
export const containerFunctions = `
container_engine() { command -v docker || command -v podman; }
container_state() {
  timeout 20 "$engine" inspect -f '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.RestartCount}} {{.State.StartedAt}}' "$1" 2>/dev/null
}
container_before() {
  engine=$(container_engine) && container_state "$1" >"$R/container-$1.before" || :
}
container_restart() {
  engine=$(container_engine) || { echo "there is no docker on the host: $1 was not restarted"; return 0; }
  state=$(container_state "$1") || { echo "there is no container $1 yet: files are in place"; return 0; }
  case $state in
    running' '* | restarting' '*) timeout 120 "$engine" restart "$1" 2>&1 >/dev/null && : >"$R/container-$1.restarted" ;;
    *) [ ! -e "$R/container-$1.restarted" ] || { timeout 120 "$engine" restart "$1" 2>&1 >/dev/null; return; }
      echo "container $1 is \${state%% *}, and was left so" ;;
  esac
}
container_verify() {
  [ -e "$R/container-$1.restarted" ] || return 0
  engine=$(container_engine) && state=$(container_state "$1") || { echo "container $1 is gone"; return 1; }
  set -- "$1" $state
  old=
  { read -r _ old _; } 2>/dev/null <"$R/container-$1.before"
  [ "$2" = running ] || { echo "container $1 is $2"; return 1; }
  [ "\${4:-0}" = 0 ] || { echo "container $1 does not stay up"; return 1; }
  case $3 in
    healthy) return 0 ;;
    none) ;;
    *) [ "$old" = "$3" ] && [ "$3" = unhealthy ] && return 0; echo "container $1 is $3"; return 1 ;;
  esac
  started=$(date -d "$5" +%s 2>/dev/null) || return 0
  [ $(($(date +%s) - started)) -ge 3 ] || { echo "container $1 has just started"; return 1; }
}
container_reads() {
  engine=$(container_engine) || return 2
  image=$(timeout 20 "$engine" inspect -f '{{.Image}}' "$1" 2>/dev/null) || return 2
  program=$2 words=$3
  shift 3
  # The words are ours, of plain characters.
  said=$(timeout 90 "$engine" run --rm --network none --pull never "$@" --entrypoint "$program" "$image" $words 2>&1)
  case $? in
    0) return 0 ;;
    125 | 126 | 127) return 2 ;;
    *) printf '%s\\n' "$said"; return 1 ;;
  esac
}
`;
