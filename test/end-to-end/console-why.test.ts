import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { copyShippedFleet, type FleetCopy } from './fleet-copy.ts';
import { listLabProcesses } from './lab-processes.ts';

const program = resolve(import.meta.dirname, '../../bin/peerdeck.js');
const lab = 'console-why';

let fleet: FleetCopy;
let terminal: Terminal;

beforeAll(async () => {
  fleet = await copyShippedFleet();
  terminal = openTerminal({
    command: process.execPath,
    args: [program, `--lab=${lab}`, '--yes', '--root', fleet.root],
    size: { columns: 160, rows: 45 },
    env: { XDG_STATE_HOME: fleet.environment['XDG_STATE_HOME'] ?? '' },
    cwd: fleet.root,
  });
  await terminal.shows(`LAB ${lab}`, 110_000);
});

afterAll(async () => {
  await terminal?.close();
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
});

/** Goes down the diff to the next line like that, never faster than the screen follows. */
async function moveTo(wanted: RegExp): Promise<void> {
  while (true) {
    const lines = terminal.text().split('\n');
    const marked = lines
      .findLast((line) => line.includes('▸'))
      ?.split('▸')
      .at(-1);
    if (marked !== undefined && wanted.test(marked)) return;
    const place = / (\d+)\/(\d+) ─╯$/m.exec(lines.join('\n'));
    if (place === null || place[1] === place[2]) throw new Error(`no line ${wanted} in the diff`);
    terminal.press('j');
    await terminal.shows(` ${Number(place[1]) + 1}/${place[2]} ─╯`);
  }
}

test('a line of a diff is explained: its template, its variable, where that was set, since which commit', async () => {
  await fleet.edit('networks/sessions.yml', 'description: Harbour Networks', 'description: Harbour Pilots');
  terminal.press('r');
  await terminal.shows(/\+.*Harbour Pilots/, 20_000);
  terminal.press('Tab', 'w');
  await terminal.shows('put the cursor on one');
  await moveTo(/- .*Harbour Networks/);
  terminal.press('w');
  await terminal.shows('no longer rendered');
  await moveTo(/\+ .*Harbour Pilots/);
  terminal.press('w');
  await terminal.shows('why is this line here?');
  await terminal.shows(/\d+ {2}description "Harbour Pilots";/, 10_000);
  await terminal.shows(
    /written by templates\/config\/\S+\.j2:\d+[^\n]+\n[^\n]+since [0-9a-f]{8} [-\d]{10} Operator: The fleet as it/,
  );
  await terminal.shows(/with sessions\.ixp\w+\[\d\]\.description = 'Harbour Pilots'/);
  await terminal.shows(/set in networks\/sessions\.yml:\d+[^\n]+\n[^\n]+not committed yet/);
  await terminal.shows(/because of sessions\.ixp\w+\[\d\]\.kind = 'peer'/);
  terminal.press('Escape');
  await terminal.hides('written by');
});

test('a secret in a line stays one', async () => {
  await fleet.edit('templates/config/shared/bird/session.j2', 'ttl security on;', 'ttl security on; # GTSM');
  terminal.press('r');
  await terminal.shows(/\+.*GTSM/, 20_000);
  await moveTo(/password "/);
  terminal.press('w');
  await terminal.shows('why is this line here?');
  await terminal.shows(/with bgp_passwords\.transit_a = (?!')/, 10_000);
  terminal.press('Escape');
});

test('the lab goes with the console', async () => {
  terminal.press('q');
  expect(await terminal.exits(30_000)).toBe(0);
  expect(await listLabProcesses(lab)).toEqual([]);
});
