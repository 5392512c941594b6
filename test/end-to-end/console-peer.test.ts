import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { copyShippedFleet, type FleetCopy, program } from './fleet-copy.ts';

const lab = 'console-peer';
const host = 'ixpams01';
const peer = 'peer_harbour';

let fleet: FleetCopy;
let terminal: Terminal;

/** Runs a command in the host of the session, as root, past SSH. */
async function inHost(...command: string[]): Promise<string> {
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
    size: { columns: 120, rows: 40 },
    env: { XDG_STATE_HOME: fleet.environment['XDG_STATE_HOME'] ?? '' },
    cwd: fleet.root,
  });
});

afterAll(async () => {
  await terminal?.close();
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
});

test('from the list to the page of a session: its values, each with what it means', async () => {
  await terminal.shows(`LAB ${lab}`, 60_000);
  terminal.press('Tab', '/');
  terminal.type(`${host} harbour`);
  terminal.press('Enter');
  await terminal.shows(/● .*peer_harbour +Established/, 30_000);
  terminal.press('Enter');
  await terminal.shows(`${host} ${peer}, read now`);
  await terminal.shows(/Hold timer +[\d.]+\/15 +the session ends/);
  await terminal.shows(/Import limit +200/);
  await terminal.shows(/Routes imported +2/);
});

test('its routes: accepted, refused and why, sent; then all of one prefix and from where', async () => {
  terminal.press('i');
  await terminal.shows('sessions › peer › routes');
  await terminal.shows(/\* 3fff:8::\/32 +peer_harbour +64501/);
  await terminal.shows('f lists them');
  terminal.press('f');
  await terminal.shows('RPKI-invalid: no ROA lets AS64501 announce 3fff:a::/32');
  terminal.press('x');
  await terminal.shows(`${peer} exported, read`);
  await terminal.shows('/44');
  terminal.press('Escape', 'Escape', 'Escape', 'b');
  await terminal.shows(`Routes of ${host}`);
  terminal.type('3fff:1:2::1');
  terminal.press('Enter');
  await terminal.shows(/3fff:1::\/32 +transit_a/);
  terminal.press('Escape');
  await terminal.shows(`${host} ${peer}, read`);
});

test('disabled after a question that says what it costs, and found again in the command log', async () => {
  terminal.press('-');
  await terminal.shows(`Disable ${peer} on ${host} of LAB ${lab}?`);
  await terminal.shows('any later `configure` of BIRD');
  await terminal.shows('[ y disable ]');
  terminal.press('y');
  await terminal.shows(/State +Down/, 10_000);
  expect(await inHost('birdc', 'show', 'protocols', peer)).toMatch(/peer_harbour +BGP +--- +down/);
  terminal.press('5');
  await terminal.shows('birdc disable peer_harbour');
  terminal.press('Backspace');
  await terminal.shows(`${host} ${peer}, read`);
});

test('enabled, it comes up again', async () => {
  terminal.press('+');
  await terminal.shows('[ y enable ]');
  terminal.press('y');
  await terminal.shows(/enable peer_harbour on ixpams01: Established|peer_harbour: is up again/, 20_000);
  await terminal.shows(/● State +Established/, 10_000);
});

test('reloaded without a restart, when nothing else is under way', async () => {
  await terminal.hides('Ctrl-C stops it', 20_000);
  const before = await inHost('birdc', 'show', 'protocols', peer);
  terminal.press('I');
  await terminal.shows('[ y reload in ]');
  terminal.press('y');
  await terminal.shows(/reload in peer_harbour on ixpams01: Established/, 10_000);
  expect(await inHost('birdc', 'show', 'protocols', peer)).toBe(before);
});

test('restarted, it counts as an outage, and a value is explained at a key', async () => {
  terminal.press('R');
  await terminal.shows('its routes are dropped');
  await terminal.shows('[ y restart ]');
  terminal.press('y');
  await terminal.shows(/restart peer_harbour on ixpams01: Established|peer_harbour: is up again/, 20_000);
  await terminal.hides('Ctrl-C stops it', 20_000);
  await terminal.shows(/Outages +2 in a day/, 10_000);
  terminal.press('/');
  terminal.type('hold timer');
  terminal.press('Enter', 'j', '?');
  await terminal.shows('what does hold timer mean?');
  terminal.press('Escape', 'Escape');
  await terminal.hides('/hold timer');
});

test('the neighbour answers a ping from the session’s own address', async () => {
  await terminal.shows(/● State +Established/, 20_000);
  terminal.press('P');
  await terminal.shows('It answers.', 10_000);
  await terminal.shows('-I 2001:db8:7f8:1::2150:1');
  terminal.press('Escape');
});

test('the log of the daemon goes on as it is written', async () => {
  terminal.press('L');
  await terminal.shows('Disabling protocol peer_harbour');
  await inHost('birdc', 'reload', 'in', peer);
  await terminal.shows('Reloading protocol peer_harbour', 10_000);
  terminal.press('Escape', 'Escape');
  await terminal.hides('›');
});
