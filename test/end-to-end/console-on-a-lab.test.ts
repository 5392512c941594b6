import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { copyShippedFleet, type FleetCopy, program } from './fleet-copy.ts';
import { listLabProcesses } from './lab-processes.ts';

const large = { columns: 120, rows: 40 };
const small = { columns: 80, rows: 24 };
const lab = 'console-session';

let fleet: FleetCopy;
let terminal: Terminal;

/** Runs a command in a host of the lab, as root, past SSH. */
async function inHost(host: string, ...command: string[]): Promise<string> {
  const { stdout } = await execa('node', [program, 'lab', 'exec', '--name', lab, host, '--', ...command], {
    env: fleet.environment,
    cwd: fleet.root,
  });
  return stdout;
}

beforeAll(async () => {
  fleet = await copyShippedFleet();
  terminal = openTerminal({
    command: process.execPath,
    args: [program, `--lab=${lab}`, '--yes', '--root', fleet.root],
    size: large,
    env: { XDG_STATE_HOME: fleet.environment['XDG_STATE_HOME'] ?? '' },
    cwd: fleet.root,
  });
});

afterAll(async () => {
  await terminal?.close();
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
});

test('one command opens the console on five real hosts, their sessions established, their tunnels fresh', async () => {
  await terminal.shows(`LAB ${lab}`, 60_000);
  for (const host of ['coreams01', 'ixpams01', 'ixpfra01', 'vltatl01', 'vltcdg01'])
    await terminal.shows(host);
  await terminal.shows(/(Established[\s\S]*){8}/, 20_000);
  terminal.press('2');
  await terminal.shows(/wg0[\s\S]*wg1/);
  terminal.press('1');
});

test('the daemons themselves say the same', async () => {
  const { stdout } = await fleet.run('status', `--lab=${lab}`, '--json');
  const status: unknown = JSON.parse(stdout);
  expect(status).toMatchObject({ fleet: { mode: 'lab' } });
  const protocols = await inHost('ixpams01', 'birdc', 'show', 'protocols');
  expect(protocols.match(/Established/g)?.length).toBeGreaterThanOrEqual(5);
  const handshakes = await inHost('coreams01', 'wg', 'show', 'all', 'latest-handshakes');
  for (const line of handshakes.split('\n')) {
    expect(Date.now() / 1000 - Number(line.split('\t')[2])).toBeLessThan(180);
  }
});

test('an edited description is shown for the hosts it concerns, and after a yes it is on them', async () => {
  await fleet.edit(
    'networks/sessions.yml',
    'description: Transit A',
    'description: Transit A by the harbour',
  );
  terminal.press('r');
  await terminal.shows(/\+.*Transit A by the harbour/);
  await terminal.shows('1 changed on 1 host');
  terminal.press('s');
  await terminal.shows('[ y sync ]', 20_000);
  terminal.press('y');
  await terminal.shows(/synced \d hosts?: 1 changed/, 60_000);
  const protocols = await inHost('ixpams01', 'birdc', 'show', 'protocols', 'all', 'transit_a');
  expect(protocols).toContain('Transit A by the harbour');
  expect(protocols).toContain('Established');
});

test('nothing is left to sync afterwards', async () => {
  const { stdout, exitCode } = await fleet.run('diff', `--lab=${lab}`, '--json');
  expect(exitCode).toBe(0);
  const events = stdout.split('\n').map((line): { type: string; hosts?: unknown } => JSON.parse(line));
  const result = events.find((event) => event.type === 'result');
  expect(JSON.stringify(result)).not.toContain('"change":');
});

test('BIRD stopped by hand on one host shows within seconds, and the others go on', async () => {
  terminal.press('1');
  await inHost('vltatl01', 'systemctl', 'stop', 'bird');
  await terminal.shows(/vltatl01 .*bird stopped/i, 6_000);
  await inHost('vltatl01', 'systemctl', 'start', 'bird');
  await terminal.hides(/vltatl01 .*bird stopped/i, 20_000);
});

test('a host whose sshd is gone is unreachable since then, and recovers by itself', async () => {
  await inHost('vltcdg01', 'systemctl', 'stop', 'ssh');
  await inHost('vltcdg01', 'sh', '-c', 'pkill -x sshd || true');
  await terminal.shows(/vltcdg01 unreachable/, 8_000);
  await inHost('vltcdg01', 'systemctl', 'start', 'ssh');
  await terminal.hides(/vltcdg01 unreachable/, 20_000);
});

test('a smaller terminal is drawn anew, and the larger one again', async () => {
  terminal.resize(small);
  await terminal.shows('coreams01');
  await terminal.shows('LAB');
  terminal.resize(large);
  await terminal.shows(/(Established[\s\S]*){8}/);
});

test('q gives the terminal back, and the lab that came with the console is gone', async () => {
  terminal.press('q');
  expect(await terminal.exits(30_000)).toBe(0);
  expect(terminal.screen.alternate).toBe(false);
  expect(await listLabProcesses(lab)).toEqual([]);
});
