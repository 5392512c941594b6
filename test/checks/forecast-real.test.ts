import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseProtocols } from '../../source/bird/index.ts';
import { forecast, type SessionForecast } from '../../source/checks/forecast.ts';
import { parse } from '../bird/config/parse.ts';
import { type BirdPair, runBirdc, startBirdPair } from '../bird/real-bird.ts';
import { waitUntil } from '../bird/wait-until.ts';

/** Options of a session before and after, those of its channel after a bar. */
const changes: Readonly<Record<string, readonly [string, string]>> = {
  s_same: ['hold time 30; |', 'hold time 30; |'],
  s_described: ['|', 'description "transit"; |'],
  s_imported: ['| import all;', '| import where net.len < 24;'],
  s_exported: ['| export none;', '| export all;'],
  s_limited: ['| import limit 10;', '| import limit 20;'],
  s_limit_off: ['| import limit 10;', '|'],
  s_received: ['|', '| receive limit 10;'],
  s_self_hop: ['|', '| next hop self;'],
  s_kept_hop: ['|', '| next hop keep;'],
  s_with_bfd: ['|', 'bfd on; |'],
  s_held: ['|', 'hold time 30; |'],
  s_with_password: ['|', 'password "x"; |'],
  s_restarted: ['|', 'graceful restart on; |'],
  s_paths: ['|', '| add paths on;'],
  s_tabled: ['|', '| import table on;'],
  s_filtered: ['|', '| import keep filtered on;'],
  s_preferred: ['|', '| preference 200;'],
  s_costly: ['|', '| cost 5;'],
  s_hops: ['|', 'multihop 5; |'],
  s_retried: ['|', 'connect retry time 7; |'],
  s_waited: ['|', 'error wait time 3,9; |'],
  s_local_pref: ['|', 'default bgp_local_pref 200; |'],
  s_metric: ['|', 'med metric on; |'],
  s_older: ['|', 'prefer older on; |'],
  s_debugged: ['|', 'debug { states }; |'],
  s_ttl: ['|', 'ttl security on; |'],
  s_roled: ['|', 'local role peer; |'],
  s_stopped: ['|', 'disabled; |'],
  s_by_hand: ['|', '|'],
  s_servant: ['|', 'rs client; |'],
  s_lonely: ['|', 'interpret communities off; |'],
};
const names = Object.keys(changes);
let pair: BirdPair;

/** Each session has a port of its own at both ends, so that one pair of addresses serves them all. */
function configure(side: 'near' | 'far', which: 0 | 1 | undefined): string {
  const sessions = names.map((name, index) => {
    const [own, other] = side === 'near' ? [2000, 3000] : [3000, 2000];
    const [ownEnd, otherEnd] = side === 'near' ? [1, 2] : [2, 1];
    const [options = '', channel = ''] = (which === undefined ? '|' : (changes[name]?.[which] ?? '|')).split(
      '|',
    );
    return `protocol bgp ${name} from quick {
  local 10.0.0.${ownEnd} port ${own + index} as 6500${ownEnd};
  neighbor 10.0.0.${otherEnd} port ${other + index} as 6500${otherEnd};
  ${options}
  ipv4 { import all; export none; ${channel} };
}`;
  });
  return `router id 10.0.0.${side === 'near' ? 1 : 2};
protocol device {}
protocol bfd { }
template bgp quick { connect delay time 1; connect retry time 1; error wait time 1,2; hold time 90; multihop 2; strict bind yes; }
${sessions.join('\n')}
`;
}

function write(side: 'near' | 'far', which: 0 | 1 | undefined): void {
  writeFileSync(join(pair.folder, `${side}.conf`), configure(side, which));
  expect(runBirdc(pair[side], 'configure')).toMatch(/Reconfigur/);
}

/** Rows of the near end by name. */
function rows() {
  return new Map(parseProtocols(runBirdc(pair.near, 'show', 'protocols')).map((row) => [row.name, row]));
}

beforeAll(async () => {
  pair = await startBirdPair();
  for (const side of ['near', 'far'] as const)
    await waitUntil(
      `the ${side} BIRD to answer`,
      async () => runBirdc(pair[side], 'show', 'status') || undefined,
    );
  write('near', 0);
  write('far', undefined);
  await waitUntil('all sessions to come up', async () =>
    names.every((name) => rows().get(name)?.info === 'Established') ? true : undefined,
  );
}, 60_000);

afterAll(async () => {
  await pair?.stop();
});

test('what is foretold is what Debian’s BIRD does', async () => {
  runBirdc(pair.near, 'disable', 's_by_hand');
  const before = rows();
  const foretold = new Map(
    forecast(parse(configure('near', 0)), parse(configure('near', 1)), '2.0.12', ['s_by_hand']).map((one) => [
      one.session,
      one.effect,
    ]),
  );
  write('near', 1);
  const touched = names.filter((name) => (foretold.get(name) ?? 'kept') !== 'kept');
  await waitUntil('the sessions that are foretold to move', async () =>
    touched.every((name) => rows().get(name)?.since !== before.get(name)?.since) ? true : undefined,
  );
  const after = rows();
  const seen = (name: string): SessionForecast['effect'] => {
    const [old, fresh] = [before.get(name), after.get(name)];
    if (fresh?.state === 'down') return 'goes-down';
    if (old?.state === 'down') return 'comes-back';
    return old?.since === fresh?.since && fresh?.info === 'Established' ? 'kept' : 'flaps';
  };
  expect(Object.fromEntries(names.map((name) => [name, foretold.get(name) ?? 'kept']))).toEqual(
    Object.fromEntries(names.map((name) => [name, seen(name)])),
  );
});

test('another router id brings every session down', async () => {
  const now = parse(configure('near', 1));
  const other = parse(configure('near', 1).replace('router id 10.0.0.1', 'router id 10.0.0.9'));
  const foretold = forecast(now, other, '2.0.12');
  const running = names.filter((name) => name !== 's_stopped');
  expect(foretold.filter(({ effect }) => effect === 'flaps').map(({ session }) => session)).toEqual(running);
  const before = rows();
  writeFileSync(
    join(pair.folder, 'near.conf'),
    configure('near', 1).replace('router id 10.0.0.1', 'router id 10.0.0.9'),
  );
  runBirdc(pair.near, 'configure');
  await waitUntil('every session to move', async () =>
    running.every((name) => rows().get(name)?.since !== before.get(name)?.since) ? true : undefined,
  );
});
