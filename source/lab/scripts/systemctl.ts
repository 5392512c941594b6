/** `systemctl` of a lab host: the verbs an operator and a deployment use, with systemd's words and exit codes. */
export const systemctlScript = `#!/bin/sh
. /usr/lib/lab/units
verb= now= quiet= value= failed= properties= units=
while [ $# -gt 0 ]; do
  case $1 in
    --now) now=1 ;;
    -q|--quiet) quiet=1 ;;
    --value) value=1 ;;
    --failed|--state=failed) failed=1 ;;
    -p|--property) shift; properties="$properties,$1" ;;
    -p*) properties="$properties,\${1#-p}" ;;
    --property=*) properties="$properties,\${1#*=}" ;;
    -n|-o|-t|-s) shift ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$1; else units="$units $(unit_name "$1")"; fi ;;
  esac
  shift
done

need_root() { [ "$(id -u)" = 0 ] || { echo "Failed to $verb$units: Access denied" >&2; exit 4; }; }
need_known() { unit_known "$1" || { echo "Failed to $verb $1.service: Unit $1.service not found." >&2; exit 5; }; }
failed_job() {
  echo "Job for $1.service failed because the control process exited with error code." >&2
  echo "See \\"systemctl status $1.service\\" and \\"journalctl -xeu $1.service\\" for details." >&2
}
substate() { case $1 in active) [ "$(unit_pid "$2")" = exited ] && echo exited || echo running ;; failed) echo failed ;; *) echo dead ;; esac; }
since() { read -r at 2>/dev/null <"$state/$1.since" && date -d "@$at" '+%a %Y-%m-%d %H:%M:%S %Z'; }
property() {
  case $1 in
    ActiveState) unit_state "$2" ;;
    SubState) substate "$(unit_state "$2")" "$2" ;;
    LoadState) unit_known "$2" && echo loaded || echo not-found ;;
    UnitFileState) unit_known "$2" && echo enabled ;;
    MainPID|ExecMainPID) pid=$(unit_pid "$2"); case $pid in ''|exited) echo 0 ;; *) [ "$(unit_state "$2")" = active ] && echo "$pid" || echo 0 ;; esac ;;
    ActiveEnterTimestamp|StateChangeTimestamp) since "$2" ;;
    Result) [ "$(unit_state "$2")" = failed ] && echo exit-code || echo success ;;
    NRestarts) echo 0 ;;
    Id) echo "$2.service" ;;
  esac
}
known_units() {
  for unit in bird ssh stayrtr docker; do [ -e "$state/$unit.since" ] || [ -e "$state/$unit.failed" ] && echo "$unit"; done
  for path in /etc/wireguard/*.conf; do [ -f "$path" ] && { name=\${path##*/}; echo "wg-quick@\${name%.conf}"; }; done
  for path in /etc/systemd/system/*.service; do
    name=\${path##*/}
    [ -f "$path" ] && case $name in *@.service) ;; *) echo "\${name%.service}" ;; esac
  done
}
show_status() {
  now_state=$(unit_state "$1")
  unit_known "$1" || { echo "Unit $1.service could not be found." >&2; return 4; }
  echo "* $1.service"
  echo "     Loaded: loaded"
  echo "     Active: $now_state ($(substate "$now_state" "$1")) since $(since "$1")"
  [ "$(property MainPID "$1")" = 0 ] || echo "   Main PID: $(property MainPID "$1")"
  echo
  journalctl -u "$1" -n 10 2>/dev/null
  [ "$now_state" = active ] || return 3
}

code=0
case $verb in
  start|stop|restart|reload|try-restart|reload-or-restart|try-reload-or-restart|reset-failed|kill)
    need_root
    for unit in $units; do
      need_known "$unit"
      before=$(unit_state "$unit")
      case $verb in
        start) start_unit "$unit" || { failed_job "$unit"; code=1; } ;;
        stop) stop_unit "$unit" || code=1 ;;
        restart) { stop_unit "$unit" && start_unit "$unit"; } || { failed_job "$unit"; code=1; } ;;
        try-restart) [ "$before" != active ] || { stop_unit "$unit" && start_unit "$unit"; } || { failed_job "$unit"; code=1; } ;;
        reload) reload_unit "$unit" || { failed_job "$unit"; code=1; } ;;
        reload-or-restart|try-reload-or-restart)
          if [ "$before" = active ]; then reload_unit "$unit" || { failed_job "$unit"; code=1; }
          elif [ "$verb" = reload-or-restart ]; then start_unit "$unit" || { failed_job "$unit"; code=1; }; fi ;;
        reset-failed) [ "$before" = failed ] && rm -f "$state/$unit.failed" "$state/$unit.pid" ;;
        kill) kill -TERM "$(unit_pid "$unit")" ;;
      esac
    done
    [ "$verb" = reset-failed ] && [ -z "$units" ] && rm -f "$state"/*.failed
    exit $code ;;
  is-active)
    code=3
    for unit in $units; do now_state=$(unit_state "$unit"); [ -n "$quiet" ] || echo "$now_state"; [ "$now_state" = active ] && code=0; done
    exit $code ;;
  is-failed)
    code=1
    for unit in $units; do now_state=$(unit_state "$unit"); [ -n "$quiet" ] || echo "$now_state"; [ "$now_state" = failed ] && code=0; done
    exit $code ;;
  is-enabled)
    for unit in $units; do unit_known "$unit" || exit 1; [ -n "$quiet" ] || echo enabled; done ;;
  status)
    for unit in $units; do show_status "$unit" || code=$?; done
    exit $code ;;
  show)
    for unit in $units; do
      for name in $(echo "\${properties:-Id,LoadState,ActiveState,SubState,MainPID,UnitFileState,Result}" | tr ',' ' '); do
        answer=$(property "$name" "$unit")
        if [ -n "$value" ]; then echo "$answer"; else echo "$name=$answer"; fi
      done
    done ;;
  cat)
    for unit in $units; do cat "$(unit_file "$unit")" || exit 1; done ;;
  list-units|'')
    for unit in $(known_units | sort -u); do
      now_state=$(unit_state "$unit")
      [ -n "$failed" ] && [ "$now_state" != failed ] && continue
      echo "$unit.service loaded $now_state $(substate "$now_state" "$unit") $unit"
    done ;;
  enable|disable)
    need_root
    for unit in $units; do
      [ "$verb" = disable ] || need_known "$unit"
      [ -z "$now" ] || if [ "$verb" = enable ]; then start_unit "$unit" || { failed_job "$unit"; code=1; }; else stop_unit "$unit" || code=1; fi
    done
    exit $code ;;
  daemon-reload|mask|unmask) need_root ;;
  is-system-running) if [ -n "$(systemctl list-units --failed)" ]; then echo degraded; exit 1; fi; echo running ;;
  *) echo "Unknown command verb $verb." >&2; exit 1 ;;
esac
`;

/** `journalctl -u UNIT` of a lab host: what the unit wrote, and what syslog has of it. */
export const journalctlScript = `#!/bin/sh
. /usr/lib/lab/units
units= lines=1000 follow=
while [ $# -gt 0 ]; do
  case $1 in
    -u|--unit|-xeu|-eu|-xu) shift; units="$units $(unit_name "$1")" ;;
    -u*) units="$units $(unit_name "\${1#-u}")" ;;
    --unit=*) units="$units $(unit_name "\${1#*=}")" ;;
    -n|--lines) shift; lines=$1 ;;
    -n*) lines=\${1#-n} ;;
    --lines=*) lines=\${1#*=} ;;
    -f|--follow) follow=1 ;;
    -o|-p|--since|--until|--output|-S|-U|-t) shift ;;
  esac
  shift
done
[ -n "$units" ] || { tail -n "$lines" /var/log/syslog; exit; }
for unit in $units; do
  if [ -n "$follow" ]; then
    touch "$logs/$unit.log" 2>/dev/null
    tail -n "$lines" -f "$logs/$unit.log" /var/log/syslog | grep -E -v '^==>' &
    continue
  fi
  tag=$unit
  [ "$unit" = ssh ] && tag=sshd
  { cat "$logs/$unit.log" 2>/dev/null; grep -F " $tag" /var/log/syslog 2>/dev/null | grep -E " $tag(\\\\[[0-9]+\\\\])?: "; } | tail -n "$lines"
done
wait
`;
