import { expect, test } from 'vitest';
import { forecastHost, type HostForecast } from '../../source/checks/forecast-host.ts';
import { describeForecast } from '../../source/operations/check/check-forecast.ts';
import { type FixtureNetwork, hostName } from './fixture.ts';
import { change, keys, publicKey, small } from './small-network.ts';

function foretell(
  network: FixtureNetwork,
  host: 'core' | 'edge',
  known: {
    readonly version?: string;
    readonly disabledByHand?: readonly string[];
    readonly downNow?: readonly string[];
  } = {},
): HostForecast {
  const files = (of: FixtureNetwork) => new Map(Object.entries(of[host]?.files ?? {}));
  return forecastHost({ host: hostName(host), before: files(small), after: files(network), ...known });
}

test('nothing changed, nothing moves, not even what was disabled by hand', () => {
  expect(foretell(small, 'edge', { disabledByHand: ['core'] })).toMatchObject({ sessions: [], tunnels: [] });
});

test('a filter is changed in place, also where only what it names did', () => {
  const forecast = foretell(
    change('edge/bird/filters.conf', ['2a06:de00:50::/44', '2a06:de00:60::/44']),
    'edge',
  );
  expect(forecast.sessions).toMatchObject([
    { session: 'transit', effect: 'kept', reasons: ['ipv6 export filter'] },
  ]);
  expect(describeForecast(forecast)).toEqual(['edge: a session is changed in place and kept']);
});

test('keeping filtered routes flaps sessions of BIRD 3 and of one that is not known', () => {
  const filtered = change('edge/bird/bird.conf', ['import limit', 'import keep filtered; import limit']);
  const effect = (version: string | undefined) =>
    foretell(filtered, 'edge', version === undefined ? {} : { version }).sessions[0]?.effect;
  expect(effect('2.0.12')).toBe('kept');
  expect(effect('3.3.2')).toBe('flaps');
  expect(effect(undefined)).toBe('flaps');
});

test('a session that is down now has nothing to lose: it should come up', () => {
  const filtered = change('edge/bird/bird.conf', ['import limit', 'import keep filtered; import limit']);
  const forecast = foretell(filtered, 'edge', { downNow: ['transit', 'another'] });
  expect(forecast.sessions).toMatchObject([{ session: 'transit', effect: 'flaps', isDown: true }]);
  const [line] = describeForecast(forecast);
  expect(line).toMatch(/^edge: session transit is down now and should come up: .* changed$/);
  expect(describeForecast(foretell(filtered, 'edge'))[0]).toMatch(/^edge: session transit will flap: /);
});

test('any reload brings back what was disabled by hand', () => {
  const forecast = foretell(
    change('edge/bird/bird.conf', ['100.2;', '100.2; # x\nlog syslog all;']),
    'edge',
    {
      disabledByHand: ['transit'],
    },
  );
  expect(describeForecast(forecast)).toEqual(['edge: session transit, which is disabled, will come back up']);
});

test('sessions that are new, gone or renamed are told, and no password is', () => {
  const forecast = foretell(
    change('core/bird/bird.conf', ['bgp edge', 'bgp upstream'], ['tunnelsecret', 'othersecret']),
    'core',
  );
  expect(describeForecast(forecast)).toEqual([
    'core: session edge will be gone',
    'core: session upstream is new',
  ]);
  expect(JSON.stringify(forecast)).not.toContain('secret');
});

test('peers alone are taken up without a break', () => {
  const forecast = foretell(
    change('core/wireguard/wg0.conf', [
      '[Peer]',
      `[Peer]\nPublicKey = ${publicKey(keys.other)}\nAllowedIPs = fd00:9::/64\n[Peer]`,
    ]),
    'core',
  );
  expect(forecast.tunnels).toEqual([{ interface: 'wg0', effect: 'syncconf', reasons: ['a new peer'] }]);
});

test('a change of the interface restarts it, and the session through it goes down with it', () => {
  const forecast = foretell(
    change('core/wireguard/wg0.conf', ['1400', '1380'], [keys.core, keys.other]),
    'core',
  );
  expect(describeForecast(forecast)).toEqual([
    'core: session edge will flap: tunnel wg0 restarts',
    'core: tunnel wg0 will be restarted: PrivateKey (the other ends need its public key), MTU changed',
  ]);
  expect(JSON.stringify(forecast)).not.toContain(keys.other);
});

test('a default route that wg-quick makes needs a restart', () => {
  const routed = change('edge/wireguard/wg1.conf', ['Table = off\n', '']);
  const files = (text: string) => new Map([['wireguard/wg1.conf', text]]);
  const before = routed['edge']?.files['wireguard/wg1.conf'] ?? '';
  const after = before.replace('AllowedIPs = ::/0', 'AllowedIPs = fd00:1::/64');
  const { tunnels } = forecastHost({ host: hostName('edge'), before: files(before), after: files(after) });
  expect(tunnels).toEqual([{ interface: 'wg1', effect: 'restart', reasons: ['a default route'] }]);
});
