import { quoteWord } from '../../remote/shell-words.ts';
import type { HealthCheck } from '../host-delivery.ts';

/** A check of `peerdeck.yml`: where it passed before the change it has to pass after it. */
export function healthCheckFunctions({ name, command }: HealthCheck, index: number): string {
  return `
before_${index}() {
  if timeout 20 sh -c ${quoteWord(command)} >/dev/null 2>&1; then : >"$R/check-${index}.passed"
  else state ${quoteWord(`note check ${name} fails already before the change`)}; fi
}
verify_${index}() {
  [ -e "$R/check-${index}.passed" ] || return 0
  said=$(timeout 20 sh -c ${quoteWord(command)} 2>&1) || { echo ${quoteWord(`check ${name} passed and does not:`)} "\${said:-no reason given}"; return 1; }
}
`;
}
