import type { CheckResult } from '../../source/operations/check/check-model.ts';
import { demoFinding } from './demo-delivery.ts';
import { groups, hostName } from './demo-fleet.ts';

/** What the checks find in the scripted fleet: an error, one that is meant, and something that cannot be told. */
export const demoCheck: CheckResult = {
  findings: [
    demoFinding,
    {
      ...demoFinding,
      check: 'keepalive',
      number: 9,
      severity: 'warning',
      message: 'wg-fra has no keepalive behind a translated address',
      places: [{ host: hostName('ixpfra01'), file: 'wireguard/wg-core.conf', line: 12 }],
      silenced: 'the provider does not translate',
    },
  ],
  unchecked: [
    { check: 'import-limit', number: 20, reason: "it takes today's counts of routes", places: [] },
    { check: 'import-limit', number: 20, reason: "it takes today's counts of routes", places: [] },
  ],
  unread: [],
  forecasts: [],
  problems: [],
  hosts: Object.keys(groups).map(hostName),
  sessions: 12,
  tunnels: 4,
};
