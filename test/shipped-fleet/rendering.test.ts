import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFleet, makeFolder, type PythonFleet, renderWithPython, writeTrees } from './shipped-fleet.ts';

let cached: PythonFleet | undefined;

/** The shipped fleet as it is, rendered once for all tests. */
function renderShipped(): PythonFleet {
  cached ??= renderWithPython(copyFleet());
  return cached;
}

test('every host has what the documents say it runs', () => {
  const fleet = renderShipped();
  expect(Object.keys(fleet).sort()).toEqual(['coreams01', 'ixpams01', 'ixpfra01', 'vltatl01', 'vltcdg01']);
  for (const files of Object.values(fleet)) expect(files).toHaveProperty(['bird/bird.conf']);
  for (const host of ['coreams01', 'ixpams01', 'ixpfra01'])
    for (const tunnel of ['wg0', 'wg1']) expect(fleet[host]).toHaveProperty([`wireguard/${tunnel}.conf`]);
  for (const host of ['vltatl01', 'vltcdg01']) expect(fleet[host]).toHaveProperty(['saimiris/saimiris.yml']);
  for (const service of ['caddy/Caddyfile', 'prometheus/prometheus.yml', 'loki/loki.yml'])
    expect(fleet['coreams01']).toHaveProperty([service]);
});

test('the daemons of Debian accept every configuration', () => {
  const folder = makeFolder();
  const fleet = renderShipped();
  writeTrees(folder, fleet);
  for (const [host, files] of Object.entries(fleet)) {
    execFileSync('/usr/sbin/bird', ['-p', '-c', join(folder, host, 'bird/bird.conf')], { stdio: 'pipe' });
    for (const path of Object.keys(files).filter((name) => name.startsWith('wireguard/'))) {
      const stripped = execFileSync('/usr/bin/wg-quick', ['strip', join(folder, host, path)], {
        encoding: 'utf8',
      });
      expect(stripped).toContain('[Peer]');
      expect(stripped).not.toContain('PostUp');
    }
  }
});

test('another network changes its numbers in one file and nowhere else', () => {
  const root = copyFleet();
  const file = join(root, 'networks/network.yml');
  const text = readFileSync(file, 'utf8')
    .replaceAll('215011', '196615')
    .replaceAll('65000', '65010')
    .replaceAll('2a06:de00:5', '2a12:3456:5')
    .replaceAll('2a0e:97c0:8a', '2a13:789a:8a');
  writeFileSync(file, text);
  const rendered = JSON.stringify(renderWithPython(root));
  for (const old of ['215011', '65000', '2a06:de00', '2a0e:97c0']) expect(rendered).not.toContain(old);
  for (const fresh of ['196615', '65010', '2a12:3456:50::/44', '2a13:789a:8a1::/48'])
    expect(rendered).toContain(fresh);
});

test('BIRD keeps its own timers unless a lab asks for quick ones', () => {
  const rendered = JSON.stringify(renderShipped());
  expect(rendered).not.toContain('connect retry time');
});

test('one host overrides a file of its group', () => {
  const fleet = renderShipped();
  expect(fleet['ixpfra01']?.['bird/peerings.conf']).toContain('filter announce_rs_fra');
  expect(fleet['ixpams01']?.['bird/peerings.conf']).not.toContain('filter announce_rs');
  expect(fleet['ixpams01']?.['bird/filters.conf']).toBe(fleet['ixpfra01']?.['bird/filters.conf']);
});
