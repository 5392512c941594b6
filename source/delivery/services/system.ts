import { quoteWord } from '../../remote/shell-words.ts';
import { idle, type ServiceScriptMaker } from './service-script.ts';

/** systemd's units: read anew, and what runs by a changed unit is restarted. */
export const systemdScript: ServiceScriptMaker = (work, index) => {
  const units = work.changed.map((path) => path.slice(path.lastIndexOf('/') + 1)).filter(isRestartable);
  return {
    functions: `
validate_${index}() {
  command -v systemd-analyze >/dev/null || return 0
  mkdir -p -- "$R/candidate/systemd" || return 1
  set --
  while read -r action sha mode owner group expected path; do
    case $action:$path in
      put:*/etc/systemd/system/*.d/*) ;;
      put:*/etc/systemd/system/*)
        cp -- "$S/objects/$sha" "$R/candidate/systemd/\${path##*/}" || return 1
        set -- "$@" "$R/candidate/systemd/\${path##*/}" ;;
    esac
  done <"$R/ops"
  [ $# -eq 0 ] || timeout 30 systemd-analyze verify -- "$@" 2>&1
}
activate_${index}() {
  systemctl daemon-reload || return 1
${units.map((unit) => `  systemctl try-restart ${quoteWord(unit)} || return 1\n`).join('')}  return 0
}
verify_${index}() {
${units.map((unit) => `  ! systemctl is-failed --quiet ${quoteWord(unit)} || { echo ${quoteWord(`${unit} has failed`)}; return 1; }\n`).join('')}  return 0
}
${idle(index, ['before', 'leave', 'confirm'])}`,
  };
};

function isRestartable(unit: string): boolean {
  return /^[^@]+\.(?:service|timer|socket|path)$/.test(unit);
}

/** sshd's own folder of settings: each file checked alone before, the whole after; a reload keeps open sessions. */
export const sshdScript: ServiceScriptMaker = (_work, index) => ({
  functions: `
validate_${index}() {
  mkdir -p -- "$R/candidate/sshd" || return 1
  while read -r action sha mode owner group expected path; do
    case $action:$path in put:*/etc/ssh/sshd_config.d/*) ;; *) continue ;; esac
    cp -- "$S/objects/$sha" "$R/candidate/sshd/\${path##*/}" || return 1
    timeout 20 sshd -t -f "$R/candidate/sshd/\${path##*/}" 2>&1 || return 1
  done <"$R/ops"
}
activate_${index}() {
  timeout 20 sshd -t 2>&1 && { systemctl reload ssh 2>/dev/null || systemctl reload sshd; }
}
verify_${index}() {
  systemctl is-active --quiet ssh 2>/dev/null || systemctl is-active --quiet sshd 2>/dev/null || systemctl is-active --quiet ssh.socket || { echo 'sshd is not running'; return 1; }
}
${idle(index, ['before', 'leave', 'confirm'])}`,
});
