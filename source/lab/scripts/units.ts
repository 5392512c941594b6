import { engineScript } from './engine.ts';

/**
 * What stands in for systemd on a lab host: starts, stops and reports units. `bird`, `ssh`, `wg-quick@X` and `stayrtr`
 * are known; others come from simple files in /etc/systemd/system. A unit that ends is not started again.
 */
export const unitsScript = `state=/run/lab-units
logs=/var/log/units
${engineScript}
# The name systemd would use: ssh and sshd are one, .service is understood.
unit_name() {
  name=\${1%.service}
  [ "$name" = sshd ] && name=ssh
  echo "$name"
}

# The file that defines a unit; a template's instance has its template's.
unit_file() {
  for folder in /etc/systemd/system /run/systemd/system; do
    [ -f "$folder/$1.service" ] && { echo "$folder/$1.service"; return; }
    case $1 in *@*) [ -f "$folder/\${1%%@*}@.service" ] && { echo "$folder/\${1%%@*}@.service"; return; } ;; esac
  done
  return 1
}

unit_known() {
  case $1 in
    bird|ssh|stayrtr) return 0 ;;
    docker) [ -n "$engine_parent" ] ;;
    wg-quick@*) [ -f "/etc/wireguard/\${1#*@}.conf" ] ;;
    *) unit_file "$1" >/dev/null ;;
  esac
}

# Reads a unit file into variables; continuation lines and specifiers other than %i are not needed here.
read_unit() {
  exec_start= exec_pre= exec_stop= exec_reload= type=simple user= folder= environment= remain=no
  while IFS= read -r line || [ -n "$line" ]; do
    value=\${line#*=}
    case $value in *%i*) value=\${value%%%i*}\${2}\${value#*%i} ;; esac
    value=\${value#-}
    case $line in
      ExecStart=*) exec_start="\${exec_start:+$exec_start; }$value" ;;
      ExecStartPre=*) exec_pre="\${exec_pre:+$exec_pre && }$value" ;;
      ExecStop=*) exec_stop=$value ;;
      ExecReload=*) exec_reload=$value ;;
      Type=*) type=$value ;;
      User=*) user=$value ;;
      WorkingDirectory=*) folder=$value ;;
      Environment=*) environment="$environment $value" ;;
      EnvironmentFile=*) [ -f "$value" ] && environment="$environment $(grep -v '^#' "$value" | tr '\\n' ' ')" ;;
      RemainAfterExit=*) remain=$value ;;
    esac
  done <"$1"
}

# Runs a command line in the background as a unit: its own session, its own log, no descriptors of ours.
spawn_unit() {
  unit=$1
  shift
  setsid "$@" >>"$logs/$unit.log" 2>&1 </dev/null 3>&- 4>&- &
  echo "$!" >"$state/$unit.pid"
}

unit_pid() { read -r pid 2>/dev/null <"$state/$1.pid" && echo "$pid"; }

unit_state() {
  if pid=$(unit_pid "$1"); then
    if [ "$pid" = exited ] || [ -d "/proc/$pid" ]; then echo active; else echo failed; fi
  elif [ -e "$state/$1.failed" ]; then echo failed
  else echo inactive
  fi
}

# Waits until a path exists, 10 s at most, or its unit's process is gone.
await_path() {
  tries=500
  while [ ! -e "$2" ]; do
    [ "$(unit_state "$1")" = active ] && [ $tries -gt 0 ] || return 1
    tries=$((tries - 1))
    sleep 0.02
  done
}

start_unit() {
  [ "$(unit_state "$1")" = active ] && return 0
  rm -f "$state/$1.failed" "$state/$1.pid"
  if launch_unit "$1"; then
    date +%s >"$state/$1.since"
    return 0
  fi
  rm -f "$state/$1.pid"
  : >"$state/$1.failed"
  return 1
}

launch_unit() {
  case $1 in
    bird)
      mkdir -p /run/bird && chown bird:bird /run/bird && chmod 0775 /run/bird
      bird -p >>"$logs/bird.log" 2>&1 || return 1
      rm -f /run/bird/bird.ctl
      spawn_unit bird bird -f -u bird -g bird
      await_path bird /run/bird/bird.ctl ;;
    ssh)
      mkdir -p /run/sshd
      rm -f /run/sshd.pid
      spawn_unit ssh /usr/sbin/sshd -D -f /etc/ssh/sshd_config -E "$logs/ssh.log"
      # Written once it listens.
      await_path ssh /run/sshd.pid ;;
    stayrtr)
      spawn_unit stayrtr setpriv --reuid=65534 --regid=65534 --clear-groups \\
        stayrtr -bind '[::]:3323' -cache /etc/stayrtr/vrps.json -checktime=false -metrics.addr '' ;;
    docker) launch_engine >>"$logs/docker.log" 2>&1 ;;
    wg-quick@*)
      WG_ENDPOINT_RESOLUTION_RETRIES=1 wg-quick up "\${1#*@}" >>"$logs/$1.log" 2>&1 </dev/null 3>&- 4>&- || return 1
      echo exited >"$state/$1.pid" ;;
    *)
      file=$(unit_file "$1") || return 1
      read_unit "$file" "\${1#*@}"
      run=
      [ -n "$user" ] && run="setpriv --reuid=$user --regid=$(id -g "$user") --init-groups"
      cd "\${folder:-/}" || return 1
      if [ -n "$exec_pre" ]; then $run env $environment sh -c "$exec_pre" >>"$logs/$1.log" 2>&1 || return 1; fi
      if [ "$type" = oneshot ]; then
        $run env $environment sh -c "$exec_start" >>"$logs/$1.log" 2>&1 3>&- 4>&- || return 1
        [ "$remain" = yes ] && echo exited >"$state/$1.pid"
        return 0
      fi
      spawn_unit "$1" $run env $environment sh -c "exec $exec_start" ;;
  esac
}

stop_unit() {
  pid=$(unit_pid "$1") || { rm -f "$state/$1.failed"; return 0; }
  case $1 in
    wg-quick@*) wg-quick down "\${1#*@}" >>"$logs/$1.log" 2>&1 || return 1 ;;
    *)
      if file=$(unit_file "$1") && read_unit "$file" "\${1#*@}" && [ -n "$exec_stop" ]; then
        MAINPID=$pid sh -c "$exec_stop" >>"$logs/$1.log" 2>&1
      fi
      end_process "$1" "$pid" ;;
  esac
  rm -f "$state/$1.pid" "$state/$1.failed"
  date +%s >"$state/$1.since"
}

# Asks the process to end, and insists after 5 s. sshd's sessions live on; other units end with all they started.
end_process() {
  [ "$2" = exited ] && return 0
  target=-$2
  [ "$1" = ssh ] && target=$2
  kill -CONT "$target" 2>/dev/null
  kill -TERM "$target" 2>/dev/null
  tries=250
  while [ -d "/proc/$2" ]; do
    [ $tries -eq 0 ] && { kill -KILL "$target" 2>/dev/null; break; }
    tries=$((tries - 1))
    sleep 0.02
  done
}

reload_unit() {
  [ "$(unit_state "$1")" = active ] || { echo "$1.service is not active, cannot reload." >&2; return 1; }
  case $1 in
    bird) bird -p && birdc configure >/dev/null ;;
    ssh) kill -HUP "$(unit_pid ssh)" ;;
    stayrtr) kill -HUP "$(unit_pid stayrtr)" ;;
    docker) kill -HUP "$(unit_pid docker)" ;;
    wg-quick@*) wg-quick strip "\${1#*@}" >/run/lab-units/strip.$$ && wg syncconf "\${1#*@}" /run/lab-units/strip.$$
      code=$?; rm -f /run/lab-units/strip.$$; return $code ;;
    *) read_unit "$(unit_file "$1")" "\${1#*@}"
      [ -n "$exec_reload" ] || { echo "Job type reload is not applicable for unit $1.service." >&2; return 1; }
      MAINPID=$(unit_pid "$1") sh -c "$exec_reload" ;;
  esac
}
`;
