import { describe, it } from 'vitest';
import { prepareDemoTerminals, small } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator who makes a change', () => {
  it('sees all of it, is asked once, and follows every host to its end', async () => {
    const terminal = openDemo({ script: { pace: 150, countdown: 42 } });
    await terminal.shows('provider');
    terminal.press('A');
    await terminal.shows('Deploy to 3 hosts of LAB default?');
    await terminal.shows('Then Terraform: 1 to add, 1 to change, 0 to remove.');
    await terminal.shows('deploy: 3 files on 3 hosts; Terraform: 1 to add');
    await terminal.shows('ixpams01: session rs1_amsix will flap');
    await terminal.shows('[ y deploy ]');
    terminal.press('y');
    await terminal.shows(/coreams01 {2}w1 .*verifying {2}goes back in 0:4\d/);
    await terminal.shows(/ixpfra01 +w2 .*waits/);
    await terminal.shows('3 hosts in line');
    await terminal.shows(/✔ module\.hosts\["ixpams01"\]/);
    await terminal.shows('deployed 3 hosts: 3 changed; applied: 1 added');
  });

  it('reads which session went back over which line, retries, and stops it', async () => {
    const terminal = openDemo({ script: { pace: 60, reverts: 'ixpams01' } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows(/✖ ixpams01 .*reverted {2}rs1 is Active, and was Established/);
    await terminal.shows('bird/bird.conf:42 local as 1;');
    await terminal.shows('t takes up 2 hosts that are not done');
    terminal.press('t');
    await terminal.shows('sync: 2 files on 2 hosts');
    await terminal.shows('[ y sync ]');
    terminal.press('y', 'Ctrl-C');
    await terminal.shows('stopped by Ctrl-C');
  });

  it('is kept from sending what the checks refuse, until there is a reason', async () => {
    const terminal = openDemo({ script: { refused: true } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('nothing is sent: the checks found 1 error');
    await terminal.shows('coreams01: wireguard/wg-ams.conf:9 and ixpams01: wireguard/wg-core.conf:3');
    terminal.press('o');
    await terminal.shows('Pass the checks over?');
    terminal.press('Enter');
    await terminal.shows('nothing was typed');
    terminal.type('the port moves tonight');
    terminal.press('Enter');
    await terminal.shows('The checks are passed over: the port moves tonight');
    terminal.press('Escape');
    await terminal.hides('[ Cancel ]');
  });

  it('is refused at once while somebody else changes the fleet, and told when that is over', async () => {
    const terminal = openDemo({ script: { lockedBy: 'mia@jump01', lockedLooks: 2 } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('mia@jump01 holds the fleet for a sync, since 14:00');
    await terminal.shows('wait for its end');
    await terminal.shows('the change that was in the way has ended: s compares anew');
    await terminal.hides('mia@jump01 holds the fleet');
    terminal.press('s');
    await terminal.shows('Sync 3 hosts of LAB default?');
  });

  it('reads with the question what flaps, who is left out, and what went back the last time', async () => {
    const terminal = openDemo({ script: { unread: 'coreams01' } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('3 sessions up there now, 1 will flap.');
    await terminal.shows('Not read, so left out: coreams01.');
    await terminal.shows(/Went back the last time, \d+[dh] ago: ixpfra01; J tells why\./);
  });

  it('finds the plan of a deploy among the plans, and no preview of what was rendered anew since', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('A');
    await terminal.shows('Deploy to 3 hosts');
    terminal.press('Escape', '4');
    await terminal.shows('terraform_data.exporter');
    terminal.press('9');
    await terminal.shows(/not sent yet, compared at \d\d:\d\d/);
    terminal.press('r');
    await terminal.shows('rendered 40 files');
    terminal.press('9');
    await terminal.shows('no change under way');
  });

  it('reads who holds the fleet, and ends that by its typed name', async () => {
    const terminal = openDemo({ script: { lockedBy: 'mia@jump01' } });
    await terminal.shows('provider');
    terminal.press('9');
    await terminal.shows('mia@jump01 holds the fleet for a sync');
    terminal.press('X');
    await terminal.shows('End the change of mia@jump01?');
    terminal.type('yes');
    terminal.press('Enter');
    await terminal.shows('only as215011-net, typed out, does it');
    terminal.press('Ctrl-U');
    terminal.type('as215011-net');
    terminal.press('Enter');
    await terminal.shows('the fleet is free');
    await terminal.hides('holds the fleet');
  });

  it('holds a host with a reason and an end, lets it go, and brings another back', async () => {
    const terminal = openDemo({ size: small });
    await terminal.shows('provider');
    terminal.press('9', 'j', 'j', 'K');
    await terminal.shows('Hold coreams01?');
    terminal.type('disks are swapped');
    terminal.press('Enter');
    await terminal.shows('Until when?');
    terminal.type('soon');
    terminal.press('Enter');
    await terminal.shows('neither a time nor a date');
    terminal.press('Ctrl-U');
    terminal.type('2h');
    terminal.press('Enter');
    await terminal.shows('coreams01 is held: disks are swapped');
    await terminal.shows(/coreams01 {2}held by felix@jump01/);
    terminal.press('B');
    await terminal.shows('[ y let go ]');
    terminal.press('y');
    await terminal.shows('coreams01 may be written again');
    terminal.press('u');
    await terminal.shows(/live r2/);
    terminal.press('Enter');
    await terminal.shows('did not lead to the live one');
    terminal.press('j', 'j', 'Enter');
    await terminal.shows('Bring coreams01 back to r1?');
    await terminal.shows('[ y roll back ]');
    terminal.press('y');
    await terminal.shows('rolled back 1 host: 1 changed');
    await terminal.shows('coreams01 is held by felix@jump01');
  });

  it('changes nothing where it may only read', async () => {
    const terminal = openDemo({ script: { readOnly: true } });
    await terminal.shows('provider');
    terminal.press('A');
    await terminal.shows('read-only: nothing is changed');
    terminal.press('9', 'j', 'j', 'K');
    await terminal.shows('read-only');
  });
});
