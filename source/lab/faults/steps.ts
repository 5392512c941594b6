import { OperatorError } from '../../basics/problem.ts';
import type { FaultSession, FaultStep, SessionTarget } from './model.ts';

/** Has BIRD read its files again; fails where it refuses them. */
export const reconfigure =
  'answer=$(birdc configure); echo "$answer"; case $answer in *Reconfigur*) ;; *) exit 1 ;; esac';

/** A sed command for the block of one session. */
export function editBlock({ name, file }: FaultSession, command: string): string {
  return `sed -i -E '/^protocol bgp ${name} \\{/,/^\\}/ { ${command} }' ${file}`;
}

/** Changes a session's block, has BIRD read it, and starts the session anew. */
export function configStep(session: FaultSession, command: string): FaultStep {
  return {
    host: session.host,
    files: [session.file],
    make: `${editBlock(session, command)}; ${reconfigure}; birdc restart ${session.name}`,
    undo: `${reconfigure}; birdc restart ${session.name}`,
  };
}

/** Rules of the packet filter in a table of the fault's own, which goes with it. */
export function filterStep(host: string, table: string, rules: readonly FilterRule[], after = ''): FaultStep {
  const hooks = [...new Set(rules.map(({ hook }) => hook))];
  const script = [
    `add table inet ${table}`,
    ...hooks.map((hook) => `add chain inet ${table} ${hook} { type filter hook ${hook} priority -300; }`),
    ...rules.map(({ hook, rule }) => `add rule inet ${table} ${hook} ${rule}`),
  ];
  return {
    host,
    make: [`nft -f - <<'END'`, ...script, 'END', after].join('\n'),
    undo: `nft delete table inet ${table}`,
  };
}

export interface FilterRule {
  readonly hook: 'input' | 'output';
  readonly rule: string;
}

/** A name for nft made of what is broken, the same each time. */
export function tableName(fault: string, subject: string): string {
  return `fault_${fault}_${subject}`.replace(/[^A-Za-z0-9_]/g, '_');
}

/** `ip6` or `ip`, as nft names an address's family. */
export function familyOf(address: string): 'ip' | 'ip6' {
  return address.includes(':') ? 'ip6' : 'ip';
}

/** The session's other end, which this fault needs. */
export function needPeer({ session, peer }: SessionTarget): FaultSession {
  if (peer !== undefined) return peer;
  throw new OperatorError({
    kind: 'lab-fault',
    message: `the other end of ${session.name} on ${session.host} is no host of the lab`,
    host: session.host,
    attempted: 'break the session there',
  });
}
