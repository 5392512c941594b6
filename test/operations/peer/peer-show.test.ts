import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Instant } from '../../../source/basics/brand.ts';
import { planPeerChange } from '../../../source/operations/peer/peer-change.ts';
import { showPeer } from '../../../source/operations/peer/peer-show.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { observeHost } from '../../../source/operations/status/observe-host.ts';
import { FleetHistory } from '../../../source/operations/status/watch-history.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

let host: PretendedHost;
let session: FleetSession;

beforeEach(async () => {
  host = new PretendedHost('one');
  session = {
    ...pretendFleet(host),
    stateFolder: await mkdtemp(join(tmpdir(), 'peerdeck-peer-')),
  };
});

afterEach(() => rm(session.stateFolder, { recursive: true }));

/** Watches the host once, at this time. */
async function watchOnce(history: FleetHistory, at: number): Promise<void> {
  const [first] = session.hosts;
  if (first === undefined) throw new Error('no host');
  history.observe(await observeHost(first, session.remote.connect(first.name)), at as Instant);
}

test('the real history: down since the first loss, whatever the daemon says of its retries', async () => {
  const history = await FleetHistory.open(session.stateFolder);
  const wentDown = Date.now() - 3_600_000;
  await watchOnce(history, wentDown - 1_000);
  host.sessions.set('upstream', {
    state: 'Active',
    since: '16:01:00.000',
    error: 'Received: Administrative shutdown',
  });
  await watchOnce(history, wentDown);
  host.sessions.set('upstream', {
    state: 'Active',
    since: '16:59:00.000',
    error: 'Socket: Connection refused',
  });
  await watchOnce(history, wentDown + 60_000);
  await history.close();
  const { history: kept } = await showPeer(session, 'one', 'upstream');
  expect(kept).toMatchObject({ since: wentDown, sinceBefore: false, flaps: 1 });
  expect(kept?.firstError).toContain('Administrative shutdown');
});

test('where nobody watched there is no history, and none is made', async () => {
  const details = await showPeer(session, 'one', 'upstream');
  expect(details.history).toBeUndefined();
  expect((await showPeer(session, 'one', 'upstream')).history).toBeUndefined();
});

test('a session that is not there names those that are; the host is asked for nothing else', async () => {
  await expect(showPeer(session, 'one', 'up')).rejects.toMatchObject({
    problem: { kind: 'usage', hint: 'It has: upstream.' },
  });
  await expect(showPeer(session, 'two', 'upstream')).rejects.toMatchObject({ problem: { kind: 'usage' } });
});

test('planning a change asks only; what would be run is told', async () => {
  const plan = await planPeerChange(session, 'one', 'upstream', 'restart', { message: 'maintenance' });
  expect(plan.command).toBe('birdc restart upstream "maintenance"');
  expect(
    host.questions.filter((question) => !question.startsWith('show ') && question !== 'restrict'),
  ).toEqual([]);
});

test('a message that would end the quotes is refused before anything is asked', async () => {
  for (const message of ['a" ; disable all', 'two\nlines', 'x'.repeat(300)]) {
    await expect(planPeerChange(session, 'one', 'upstream', 'disable', { message })).rejects.toMatchObject({
      problem: { kind: 'usage' },
    });
  }
  expect(host.questions).toEqual([]);
});
