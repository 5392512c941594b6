import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { copyShippedFleet, type FleetCopy, program } from './fleet-copy.ts';

const lab = 'console-deploy';
const sessions = 'networks/sessions.yml';
const limit = 90_000;

let fleet: FleetCopy;
let terminal: Terminal;

beforeAll(async () => {
  fleet = await copyShippedFleet();
  terminal = openTerminal({
    command: process.execPath,
    args: [program, 'console', `--lab=${lab}`, '--yes', '--root', fleet.root, '--verify-within', '10'],
    size: { columns: 120, rows: 40 },
    env: { XDG_STATE_HOME: fleet.environment['XDG_STATE_HOME'] ?? '' },
    cwd: fleet.root,
  });
  await terminal.shows(/(Established[\s\S]*){8}/, 90_000);
}, 120_000);

afterAll(async () => {
  await terminal?.close();
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
}, 60_000);

/** Sends what was edited, once it was shown and asked about. */
async function sync(): Promise<void> {
  terminal.press('s');
  await terminal.shows('[ y sync ]', 30_000);
  terminal.press('y');
}

test(
  'an edited template line is shown with what it does, asked about once, and followed to its confirmation',
  async () => {
    await fleet.edit(sessions, 'description: Transit A', 'description: Transit A by the harbour');
    terminal.press('s');
    await terminal.shows('sync: 1 file on 1 host', 30_000);
    await terminal.shows('checks: nothing found over 5 hosts');
    await terminal.shows('a session is changed in place and kept');
    await terminal.shows(/\+ +description "Transit A by the harbour"/);
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows(/✔ ixpams01 .*done {2}1 file, release/, 40_000);
    await terminal.shows(/sync ended after .*1 host in line/);
  },
  limit,
);

test(
  'a change that takes a session down goes back by itself, and says which session and which line',
  async () => {
    await fleet.edit(sessions, 'asn: 64496', 'asn: 64497');
    terminal.press('s');
    await terminal.shows('session transit_a will flap', 30_000);
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows(/ixpams01 .*goes back in 0:\d\d/, 20_000);
    await terminal.shows(/✖ ixpams01 .*reverted/, 40_000);
    await terminal.shows(/sync ended after/);
    await terminal.shows('session transit_a was up and is not');
    await terminal.shows('neighbor 2001:db8:a::1 as 64497');
    await terminal.shows('networks/sessions.yml:15');
    await terminal.shows('t takes up 1 host that is not done');
    await fleet.edit(sessions, 'asn: 64497', 'asn: 64496');
  },
  limit,
);

test(
  'a held host is left as it is, and says by whom and why',
  async () => {
    terminal.press('g', 'j', 'K');
    await terminal.shows('Hold ixpams01?', 10_000);
    terminal.type('the cables are moved');
    terminal.press('Enter');
    await terminal.shows('Until when?');
    terminal.type('2h');
    terminal.press('Enter');
    await terminal.shows('ixpams01 is held: the cables are moved', 20_000);
    await fleet.edit(sessions, 'by the harbour', 'at the harbour');
    await sync();
    await terminal.shows(/sync ended after .*1 of 1 host not in line/, 40_000);
    await terminal.shows('the cables are moved');
    terminal.press('g', 'j', 'B');
    await terminal.shows('[ y let go ]');
    terminal.press('y');
    await terminal.shows('ixpams01 may be written again', 20_000);
  },
  limit,
);

test(
  'a host is brought back to an earlier release, and the journal tells all of it',
  async () => {
    await sync();
    await terminal.shows(/sync ended after .*1 host in line/, 40_000);
    terminal.press('g', 'j', 'u');
    await terminal.shows(/live +\d{8}T\d+Z/, 20_000);
    terminal.press('G', 'Enter');
    await terminal.shows('[ y roll back ]');
    terminal.press('y');
    await terminal.shows(/rollback ended after .*1 host in line/, 40_000);
    await terminal.shows('ixpams01 is held by');
    terminal.press('J');
    await terminal.shows(/rollback .*1 changed/, 10_000);
    await terminal.shows(/sync .*1 reverted/);
    const { stdout } = await fleet.run('rollback', `--lab=${lab}`, 'ixpams01', '--list');
    expect(stdout).toMatch(/live/);
  },
  limit,
);
