import { describe, expect, it } from 'vitest';
import { prepareDemoTerminals } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator at the console', () => {
  it('sees which fleet it is, how each host is and which sessions are down', async () => {
    const terminal = openDemo();
    await terminal.shows('ixpams01 1/3 down');
    await terminal.shows('LAB default');
    await terminal.shows('vltcdg01 unreachable');
    await terminal.shows('felix@jump01');
    await terminal.shows(/✖ ixpams01\s+peer_example\s+Connect/);
    await terminal.shows('Socket: Connection refused');
    expect(terminal.screen.alternate).toBe(true);
    expect(terminal.screen.cursor.hidden).toBe(true);
  });

  it('goes to an unreachable host and reads since when, why, and what to do', async () => {
    const terminal = openDemo();
    await terminal.shows('vltcdg01 unreachable');
    terminal.press('G');
    await terminal.shows(/unreachable since [-\d :]+: no SSH connection to 203\.0\.113\.9 port 22/);
    await terminal.shows('sshd is not listening there');
  });

  it('filters what is wrong at the exchanges, and takes the filter away', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('Tab', '/');
    terminal.type('ixp !established');
    await terminal.shows('/ixp !established');
    await terminal.hides('rs1_amsix');
    await terminal.shows('peer_example');
    terminal.press('Enter');
    await terminal.hides('words must occur');
    terminal.press('Escape');
    await terminal.shows('rs1_amsix');
  });

  it('renders, and sees one edit once with the hosts it concerns', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('r');
    await terminal.shows('rendered 40 files: 3 changed on 3 hosts');
    await terminal.shows(/bird\/bird\.conf {2}ixpams01 ixpfra01 {2}\+1 -1/);
    await terminal.shows('+   description "new words";');
    await terminal.shows('-   description "old words";');
  });

  it('asks why a line is there, and reads what made it and since when', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('w');
    await terminal.shows('w tells why a line of the diff is there');
    terminal.press('r');
    await terminal.shows('rendered 40 files');
    terminal.press('Tab', 'j', 'j', 'w');
    await terminal.shows('no longer rendered');
    terminal.press('j', 'w');
    await terminal.shows('why is this line here?');
    await terminal.shows('ixpams01: bird/bird.conf, from templates/config/ixp/bird/bird.conf.j2');
    await terminal.shows('written by templates/config/shared/bird/session.j2:17');
    await terminal.shows(/set in networks\/sessions\.yml:12[^\n]+\n[^\n]+ not committed yet/);
    terminal.press('Escape');
    await terminal.hides('written by');
    await terminal.shows('+   description "new words";');
  });

  it('reads why a line cannot be explained', async () => {
    const whyProblem = {
      kind: 'usage',
      message: 'bird/bird.conf of ixpams01 has 3 lines.',
      hint: 'render anew',
    };
    const terminal = openDemo({ script: { whyProblem } });
    await terminal.shows('provider');
    terminal.press('r');
    await terminal.shows('rendered 40 files');
    terminal.press('Tab', 'j', 'w');
    await terminal.shows('bird/bird.conf of ixpams01 has 3 lines.');
    await terminal.shows('render anew');
  });

  it('asks why a session is down, and reads the cause, what to do and what showed it', async () => {
    const terminal = openDemo({ script: { pace: 300 } });
    await terminal.shows(/✖ ixpams01\s+peer_example/);
    terminal.press('Tab', 'Enter');
    await terminal.shows('what is wrong with ixpams01 peer_example?');
    await terminal.shows('looking it up');
    await terminal.shows('ixpams01 peer_example: Connect since 09:12');
    await terminal.shows('connection-refused (90 %): nothing listens there');
    await terminal.shows('Ask the peer whether BGP runs.');
    await terminal.shows('ixpams01$ nc -vz 2001:7f8:1::a506:4496:1 179');
    await terminal.shows('or tcp-filtered (20 %)');
    await terminal.shows('not read on ixpams01: ss -tni (no such command)');
    terminal.press('Escape', 'j', 'Enter');
    await terminal.shows('coreams01 ibgp_ixpams01, read now');
    terminal.press('Escape');
    await terminal.hides('sessions › peer');
    terminal.press('d');
    await terminal.shows('Nothing wrong was found.');
    terminal.press('Escape', '5', 'd');
    await terminal.shows('put the cursor on one');
  });

  it('reads of a session that is down since when it really is, its first error, and its prefixes by the minute', async () => {
    const terminal = openDemo();
    await terminal.shows('Socket: Connection refused; first: Received: Administrative shutdown');
    await terminal.shows('the peer said');
    await terminal.shows('"maintenance until 06:00"');
    await terminal.shows(/down since [-\d :]+, 3 outages in a day/);
    await terminal.shows('██ ▇▁   12 to 412 in, by the minute');
  });

  it('is told once what happens, and finds it again in a list', async () => {
    const terminal = openDemo({ script: { flaps: true } });
    await terminal.shows('ixpams01 he_v6: is up again after 4 s');
    await terminal.shows('2 events (6 shows)');
    terminal.press('6');
    await terminal.shows(/ixpams01\s+he_v6\s+went down: Hold timer expired/);
    await terminal.hides('(6 shows)');
  });

  it('sees that not all hosts are worked on, and what was found in the repository', async () => {
    const warnings = [
      { kind: 'passed-over', message: 'inventory/old.bak is no inventory', hint: 'take it away' },
    ];
    const limit = { pattern: 'all:!vltlax01', of: 6 };
    const terminal = openDemo({ script: { limit, warnings } });
    await terminal.shows('5 of 6 hosts, --limit all:!vltlax01');
    await terminal.shows('1 warning (! shows)');
    terminal.press('!');
    await terminal.shows('inventory/old.bak is no inventory');
    await terminal.shows('take it away');
  });

  it('is asked before a sync: Enter cancels, y syncs', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('Sync 3 hosts of LAB default?');
    await terminal.shows('[ y sync ]');
    await terminal.shows('3 files on 3 hosts; 5 sessions up there now, 1 will flap.');
    terminal.press('Enter');
    await terminal.hides('Sync 3 hosts');
    terminal.press('5');
    await terminal.shows('nothing was run yet');

    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows('synced 3 hosts: 3 changed');
    await terminal.shows(/✔ ixpfra01 .*done {2}1 file, release/);
    terminal.press('5');
    await terminal.shows(/ixpams01\s+0\s+140ms birdc configure/);
    terminal.press('s');
    await terminal.shows('nothing to sync');
  });

  it('does not sync by keys typed ahead of the question', async () => {
    const terminal = openDemo({ script: { pace: 60 } });
    await terminal.shows('provider');
    terminal.type('sssyyy');
    await terminal.shows('[ y sync ]');
    expect(terminal.text()).not.toContain('synced');
    terminal.press('n');
    await terminal.hides('Sync 3 hosts');
  });

  it('plans and applies after a question', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('a');
    await terminal.shows('Apply to LAB default?');
    await terminal.shows('module.hosts["ixpams01"].terraform_data.exporter');
    await terminal.shows('input.port: 8080 -> 8081');
    await terminal.shows('[ y apply ]');
    terminal.press('y');
    await terminal.shows('applied: 1 added, 1 changed, 0 removed');
  });

  it('reads why a render failed, with file and line', async () => {
    const renderProblem = {
      kind: 'undefined-variable',
      message: "'peer_asn' is undefined",
      host: 'ixpams01',
      place: { file: 'templates/config/ixp/bird/bird.conf.j2', line: 42 },
      hint: 'set it in inventory/group_vars/ixp.yml',
    };
    const terminal = openDemo({ script: { renderProblem } });
    await terminal.shows('provider');
    terminal.press('r');
    await terminal.shows('at templates/config/ixp/bird/bird.conf.j2:42');
    await terminal.shows("ixpams01: 'peer_asn' is undefined");
    terminal.press('Escape');
    await terminal.hides('bird.conf.j2:42');
    await terminal.shows('1 problem (! shows)');
    terminal.press('!');
    await terminal.shows('set it in inventory/group_vars/ixp.yml');
  });

  it('is told that terraform is missing while everything else goes on', async () => {
    const planProblem = {
      kind: 'terraform-missing',
      message: 'terraform was not found',
      hint: 'install Terraform or OpenTofu, or set its path in peerdeck.yml',
    };
    const terminal = openDemo({ script: { planProblem } });
    await terminal.shows('provider');
    terminal.press('a');
    await terminal.shows('install Terraform or OpenTofu');
    terminal.press('Escape', 'r');
    await terminal.shows('rendered 40 files');
  });

  it('cancels a question with Ctrl-C, and leaves with it only when nothing is asked or under way', async () => {
    const terminal = openDemo({ script: { pace: 100 } });
    await terminal.shows('provider');
    terminal.press('a');
    await terminal.shows('[ y apply ]');
    terminal.press('Ctrl-C');
    await terminal.hides('Apply to LAB default?');
    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('Ctrl-C');
    await terminal.hides('Sync 3 hosts of LAB default?');
    await terminal.shows('LAB default');
    terminal.press('Ctrl-C');
    expect(await terminal.exits()).toBe(0);
  });

  it('is no longer asked whether to leave what has ended', async () => {
    const terminal = openDemo({ script: { pace: 250 } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows('sync 0/3');
    terminal.press('q');
    await terminal.shows('Leaving stops it: hosts that are not done');
    await terminal.shows('synced 3 hosts: 3 changed');
    await terminal.hides('Leave?');
    await terminal.hides('is under way');
  });

  it('stops a sync with Ctrl-C and is told', async () => {
    const terminal = openDemo({ script: { pace: 300 } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows('staging');
    terminal.press('Ctrl-C');
    await terminal.shows('sync stopped');
    expect(terminal.text()).toContain('LAB default');
  });

  it('is asked before leaving while something is under way', async () => {
    const terminal = openDemo({ script: { pace: 400 } });
    await terminal.shows('provider');
    terminal.press('r');
    await terminal.shows(/render \d\/5/);
    terminal.press('q');
    await terminal.shows('render is under way. Leaving stops it');
    await terminal.shows('[ y leave ]');
    terminal.press('y');
    expect(await terminal.exits()).toBe(0);
  });

  it('looks up a key in the help', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('?');
    await terminal.shows('Everywhere');
    terminal.press('/');
    terminal.type('terraform');
    await terminal.shows('Plan with Terraform');
    await terminal.hides('Half a page down');
    terminal.press('Escape', 'Escape');
    await terminal.hides('Plan with Terraform');
  });

  it('cannot mistake production for a lab', async () => {
    const terminal = openDemo({ script: { mode: 'production' } });
    await terminal.shows('PRODUCTION');
    const { styles, columns } = terminal.grid();
    const bar = new Set(
      Array.from(styles)
        .slice(1, columns - 1)
        .map((style) => (style >> 9) & 0x1ff),
    );
    expect([...bar]).toEqual([2]);
    terminal.press('s');
    await terminal.shows('Sync 3 hosts of PRODUCTION?');
  });

  it('changes nothing in read-only mode, and is told why', async () => {
    const terminal = openDemo({ script: { readOnly: true } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('read-only: nothing is put on the hosts');
  });

  it('sees the lab start, and why it could not', async () => {
    const terminal = openDemo({ script: { bootPace: 300 } });
    await terminal.shows(/coreams01\s+booting/);
    await terminal.shows('provider');

    const broken = openDemo({ script: { bootProblem: true } });
    await broken.shows('inventory/hosts.yml:12');
    await broken.shows('a tab stands where blanks belong');
    broken.press('q');
    expect(await broken.exits()).toBe(1);
    await broken.shows('error: the inventory is not YAML');
  });
});

describe('a question that only the operator can answer', () => {
  it('is put during a sync: a key to trust, a password that nobody can read', async () => {
    const terminal = openDemo({ script: { asks: true } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows('Trust the key of ixpams01?');
    await terminal.shows('SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8');
    await terminal.shows('[ y trust ]');
    terminal.press('y');
    await terminal.shows('The password of felix');
    terminal.type('hunterx');
    terminal.press('Backspace');
    terminal.type('2');
    await terminal.shows('> *******');
    terminal.press('Enter');
    await terminal.shows('synced 3 hosts');
    expect(terminal.written).not.toContain('hunter');
  });

  it('may be left without an answer', async () => {
    const terminal = openDemo({ script: { asks: true } });
    await terminal.shows('provider');
    terminal.press('s');
    await terminal.shows('[ y sync ]');
    terminal.press('y');
    await terminal.shows('Trust the key of ixpams01?');
    terminal.press('Enter');
    await terminal.shows('the key was not trusted');
  });

  it('is put on the first screen, before there is a fleet', async () => {
    const terminal = openDemo({ script: { bootAsks: true } });
    await terminal.shows('Its password');
    terminal.type('open');
    await terminal.shows('> ****');
    terminal.press('Enter');
    await terminal.shows('provider');
  });
});
