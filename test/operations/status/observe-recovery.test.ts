import { expect, test } from 'vitest';
import { type Instant, milliseconds } from '../../../source/basics/brand.ts';
import { createHostObserver } from '../../../source/operations/status/observe-host.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

test('a host that is back is told as such at once, whatever its tunnels answered during the outage', async () => {
  const host = new PretendedHost('ams');
  host.wg = '';
  const [known] = pretendFleet(host).fleet.hosts;
  if (!known) throw new Error('the fleet is empty');
  const observer = createHostObserver(known, host, { tunnelInterval: milliseconds(60_000) });
  try {
    host.kill();
    host.state = {
      kind: 'unreachable',
      since: 1 as Instant,
      problem: { kind: 'host-unreachable', message: 'ams is unreachable' },
    };
    expect(await observer.observe()).toMatchObject({ reachable: false });
    host.revive();
    const status = await observer.observe();
    expect(status).toMatchObject({ reachable: true, bird: 'running' });
    expect(status.problem).toBeUndefined();
    expect(host.commands.some((command) => command.includes('command -v wg'))).toBe(true);
  } finally {
    observer.close();
  }
});
