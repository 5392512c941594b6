import type { Problem } from '../../basics/problem.ts';
import type { ApplyRecord } from '../../terraform/apply-record.ts';

/** Who applies now, since when, and what to do about it. */
export function describeHeld(record: ApplyRecord, by: 'console' | 'terraform'): Problem {
  const who = `${record.user} on ${record.machine}`;
  const doing = record.work === undefined ? 'has been applying' : `has been at work (${record.work})`;
  return {
    kind: 'locked',
    message:
      by === 'console'
        ? `${who} (pid ${record.pid}) ${doing} since ${record.since}.`
        : `Terraform (pid ${record.terraformPid ?? '?'}) of an apply that ${who} began at ${record.since} still runs; its console is gone.`,
    attempted: 'apply',
    hint:
      by === 'console'
        ? 'Wait until it has ended, then plan again.'
        : 'Let it end, then plan again. To stop it in order, send it one SIGINT, never SIGKILL.',
  };
}
