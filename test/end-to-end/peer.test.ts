import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../bird/wait-until.ts';
import { copyShippedFleet, type Finished, type FleetCopy } from './fleet-copy.ts';

const program = resolve(import.meta.dirname, '../../bin/peerdeck.js');
const lab = 'peer-session';
const host = 'ixpams01';
const peer = 'peer_harbour';

let fleet: FleetCopy;

/** Runs a command in a host of the lab, as root, past SSH. */
async function inHost(...command: string[]): Promise<string> {
  const { stdout } = await execa('node', [program, 'lab', 'exec', '--name', lab, host, '--', ...command], {
    env: fleet.environment,
    cwd: fleet.root,
  });
  return stdout;
}

function run(...words: string[]): Promise<Finished> {
  return fleet.run(`--lab=${lab}`, ...words);
}

async function isEstablished(name: string): Promise<true | undefined> {
  return (await inHost('birdc', 'show', 'protocols', name)).includes('Established') || undefined;
}

beforeAll(async () => {
  fleet = await copyShippedFleet();
  const { exitCode, stderr } = await fleet.run('lab', 'up', '--name', lab, '--yes');
  if (exitCode !== 0) throw new Error(stderr);
  for (const name of [peer, 'transit_a']) {
    await waitUntil(`${name} Established`, () => isEstablished(name), 30_000);
  }
});

afterAll(async () => {
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
});

test('a session is shown with every value explained', async () => {
  const { stdout, exitCode } = await run('peer', 'show', host, peer);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/BGP state +Established +- up/);
  expect(stdout).toContain('Channel ipv6');
  expect(stdout).toMatch(/Import limit +200/);
  expect(stdout).not.toContain('not explained');
});

test('with --read-only it is told what would be done, and nothing is', async () => {
  const { stdout, stderr, exitCode } = await run('peer', 'disable', host, peer, '--read-only', '--yes');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('birdc disable peer_harbour');
  expect(stderr).toContain('--read-only');
  expect(await isEstablished(peer)).toBe(true);
});

test('nobody to ask: nothing is done; a name that could be several is none', async () => {
  expect((await run('peer', 'disable', host, peer)).exitCode).toBe(3);
  for (const name of ['peer*', 'peer_', 'all', 'nosuch']) {
    const { exitCode, stderr } = await run('peer', 'disable', host, name, '--yes');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(host);
  }
  expect(await isEstablished(peer)).toBe(true);
});

test('disabled: down on the host, after a warning of what brings it back unasked', async () => {
  const { stdout, exitCode } = await run('peer', 'disable', host, peer, '--yes', '--message', 'new line');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('configure');
  expect(stdout).toContain('Done: peer_harbour is Down.');
  expect(await inHost('birdc', 'show', 'protocols', peer)).toMatch(/peer_harbour +BGP +--- +down/);
  const shown = await run('peer', 'show', host, peer);
  expect(shown.stdout).toMatch(/BGP state +Down/);
  expect((await run('routes', host, '--from', peer)).stdout).toContain('is not Established');
});

test('enabled: Established again before the command ends', async () => {
  const { stdout, exitCode } = await run('peer', 'enable', host, peer, '--yes', '--json');
  expect(exitCode).toBe(0);
  const result: unknown = JSON.parse(stdout.split('\n').at(-1) ?? '');
  expect(result).toMatchObject({ type: 'result', reached: true, after: { state: 'Established' } });
  expect(await isEstablished(peer)).toBe(true);
});

test('routes are asked for anew without a restart', async () => {
  const before = await inHost('birdc', 'show', 'protocols', peer);
  expect((await run('peer', 'reload-in', host, peer, '--yes')).exitCode).toBe(0);
  expect((await run('peer', 'reload-out', host, peer, '--yes')).exitCode).toBe(0);
  expect(await inHost('birdc', 'show', 'protocols', peer)).toBe(before);
});

test('the routes of a prefix and from where; what covers it where it is in no table', async () => {
  const { stdout } = await run('routes', host, '3fff:1::/32', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    total: 1,
    cut: 0,
    routes: [{ network: '3fff:1::/32', protocol: 'transit_a', choice: 'best', bgp: { path: '64496' } }],
  });
  const covering = await run('routes', host, '3fff:1:2::/48');
  expect(covering.stdout).toContain('3fff:1::/32');
  expect(covering.stdout).toContain('the longest prefix that covers it');
});

test('an RPKI-invalid prefix is among those refused, and says so', async () => {
  const { stdout } = await run('routes', host, '--filtered', peer);
  expect(stdout).toContain('RPKI-invalid: no ROA lets AS64501 announce 3fff:a::/32');
  expect((await run('routes', host, '--from', peer)).stdout).toContain('--filtered shows them');
});

test('a list that is cut says by how much; a filter that keeps nothing says that', async () => {
  const { stdout } = await run('routes', host, '--from', 'transit_a', '--most', '1');
  expect(stdout).toMatch(/2 of 3 routes are not shown/);
  expect((await run('routes', host, '--filtered', 'core')).stdout).toContain('import keep filtered');
  expect((await run('routes', host, '--to', 'transit_a')).stdout).toContain('/44');
});

test('the neighbour answers a ping from the session’s own address', async () => {
  const { stdout, exitCode } = await run('ping', host, '--session', 'transit_a');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('-I 2001:db8:a::2 2001:db8:a::1');
  expect(stdout).toContain('5 received');
});

test('the log of the daemon, and what follows until it is interrupted', async () => {
  expect((await run('logs', host, 'bird')).stdout).toContain('Disabling protocol peer_harbour');
  const following = spawn(
    'node',
    [program, '--root', fleet.root, `--lab=${lab}`, 'logs', host, 'bird', '--lines', '1', '--follow'],
    { env: { ...process.env, ...fleet.environment }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  following.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await waitUntil('a first line', async () => text.includes('\n') || undefined, 10_000);
  text = '';
  await inHost('birdc', 'restart', peer);
  await waitUntil('the restart', async () => text.includes('Restarting protocol') || undefined, 10_000);
  following.kill('SIGINT');
  const [code] = await once(following, 'exit');
  expect(code).toBe(0);
});

test('vitals of every host, and a certificate that ends soon', async () => {
  await inHost(
    'sh',
    '-c',
    'mkdir -p /etc/caddy && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 5 -subj /CN=www.example.net -keyout /dev/null -out /etc/caddy/www.crt 2>/dev/null; chmod 644 /etc/caddy/www.crt',
  );
  const { stdout, exitCode } = await run('vitals', '--json');
  expect(exitCode).toBe(0);
  const { hosts }: { hosts: { name: string; reachable: boolean; warnings: { text: string }[] }[] } =
    JSON.parse(stdout);
  expect(hosts.map(({ reachable }) => reachable)).toEqual([true, true, true, true, true]);
  const found = hosts.find(({ name }) => name === host);
  expect(found).toMatchObject({ clock: { offset: expect.any(Number) }, load: {}, memory: {} });
  expect(found?.warnings.map(({ text }) => text)).toContain('/etc/caddy/www.crt expires in 4 days');
  expect((await run('vitals')).stdout).toContain(`warning: ${host}: /etc/caddy/www.crt expires in 4 days`);
});
