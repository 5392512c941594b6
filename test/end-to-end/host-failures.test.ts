import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Finished } from './fleet-copy.ts';
import { judgeFiles, listUnderWay, readHost, readRenderedTrees, type Tree } from './host-reading.ts';
import { endOf, endsOf, type LabFleet, type LabHost, openLabFleet, until } from './lab-fleet.ts';

const limit = 90_000;
const victim = 'ixpams01';

let fleet: LabFleet;
let host: LabHost;
let before: Tree;
let version = 0;
/** Undoes on the host what the test did to it. */
let mend: string;

beforeAll(async () => {
  fleet = await openLabFleet('host-failures');
  host = fleet.host(victim);
}, 120_000);

afterAll(async () => {
  await fleet?.remove();
}, 60_000);

beforeEach(async () => {
  before = (await readRenderedTrees(fleet)).get(victim) ?? new Map();
  mend = 'true';
  version += 1;
  const file = join(fleet.copy.root, 'networks/sessions.yml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/description: Transit A.*/, `description: Transit A, ${version}`));
});

/** Mended, the next sync brings the host in line. */
afterEach(async () => {
  await host.run(mend);
  const healed = await sync('--verify-within', '30');
  expect(endOf(healed, victim).outcome).toMatch(/^(changed|unchanged)$/);
  expect(healed.exitCode).toBe(0);
  expect(await host.run('birdc -r show protocols all transit_a')).toContain(`Transit A, ${version}`);
}, limit);

function sync(...words: string[]): Promise<Finished> {
  return fleet.peerdeck('sync', '--yes', '--json', ...words);
}

/** The host has its old files, every one, and nothing is under way there. */
async function expectAsBefore(): Promise<void> {
  expect(await listUnderWay(host)).toEqual([]);
  const reading = await readHost(host, before.keys());
  expect(reading.leftovers).toEqual([]);
  expect(reading.sessionsRunning).toEqual(reading.sessionsOnDisk);
  expect(judgeFiles(reading, before, new Map())).toBe('old');
}

/** The others are in line, and the exit code says that not all are. */
function expectOthersInLine(finished: Finished): void {
  const others = endsOf(finished).filter((end) => end.host !== victim);
  expect(others.map(({ outcome }) => outcome)).toEqual(others.map(() => 'unchanged'));
  expect(finished.exitCode).toBe(5);
}

test(
  'a full disk below our own folder: nothing is changed, and the operator reads what is full',
  async () => {
    await host.run(`cd /var/lib/peerdeck && mkdir /run/kept && cp -a . /run/kept &&
    mount -t tmpfs -o size=1M,mode=0700 full /var/lib/peerdeck && cp -a /run/kept/. /var/lib/peerdeck/ &&
    ! dd if=/dev/zero of=/var/lib/peerdeck/objects/fill bs=4k 2>/dev/null`);
    mend = 'umount /var/lib/peerdeck && rm -rf /run/kept';
    const finished = await sync();
    expect(endOf(finished, victim)).toMatchObject({
      outcome: 'failed',
      problem: {
        message: expect.stringContaining(victim),
        answer: expect.stringMatching(/No space left on device/),
      },
    });
    expectOthersInLine(finished);
    await host.run('rm -f /var/lib/peerdeck/objects/fill');
    await expectAsBefore();
  },
  limit,
);

test(
  'a full disk below the files of BIRD: nothing is changed, and the old files are whole',
  async () => {
    await host.run(`mkdir /run/kept && cp -a /etc/bird/. /run/kept &&
    mount -t tmpfs -o size=256k,mode=0755 full /etc/bird && cp -a /run/kept/. /etc/bird/ && chown --reference=/run/kept /etc/bird &&
    ! dd if=/dev/zero of=/etc/bird/fill bs=4k 2>/dev/null`);
    mend = 'umount /etc/bird && rm -rf /run/kept';
    const finished = await sync();
    expect(endOf(finished, victim)).toMatchObject({
      outcome: 'failed',
      problem: { answer: expect.stringMatching(/nothing changed: .*\/etc\/bird\/.*No space left on device/) },
    });
    expectOthersInLine(finished);
    await host.run('rm -f /etc/bird/fill');
    await expectAsBefore();
  },
  limit,
);

test(
  'a read-only file system, be it that of our own folder or that of the files',
  async () => {
    for (const folder of ['/var/lib/peerdeck', '/etc/bird']) {
      await host.run(`mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder}`);
      mend = `umount ${folder}`;
      const finished = await sync();
      expect(endOf(finished, victim)).toMatchObject({
        outcome: 'failed',
        problem: { answer: expect.stringMatching(new RegExp(`${folder}.*Read-only file system`)) },
      });
      expectOthersInLine(finished);
      await host.run(mend);
      mend = 'true';
      await expectAsBefore();
    }
  },
  limit,
);

test(
  'a wrong password for sudo is tried once, and said to be wrong',
  async () => {
    await host.run(`cp -a /etc/sudoers.d /run/sudoers.d && cp -a /etc/sudoers /run/sudoers.kept && cp -a /etc/shadow /run/shadow.kept &&
    sed -i 's/NOPASSWD://' /etc/sudoers /etc/sudoers.d/* && echo operator:right-one | chpasswd`);
    mend =
      'cp -a /run/sudoers.kept /etc/sudoers; cp -a /run/sudoers.d/. /etc/sudoers.d/; cp -a /run/shadow.kept /etc/shadow; rm -rf /run/sudoers* /run/shadow.kept';
    const folder = join(fleet.copy.root, 'inventory/host_vars');
    await writeHostVars(folder, 'ansible_become_password: wrong-one\n');
    const refused = await sync();
    expect(endOf(refused, victim)).toMatchObject({
      outcome: 'failed',
      problem: {
        kind: 'sudo-password-wrong',
        message: `operator cannot become root on ${victim}`,
        answer: 'sudo did not take the password',
        hint: expect.stringContaining('ansible_become_password'),
      },
    });
    expectOthersInLine(refused);
    expect(refused.stdout + refused.stderr).not.toMatch(/wrong-one|right-one/);
    await expectAsBefore();
    await writeHostVars(folder, 'ansible_become_password: right-one\n');
    const taken = await sync('--limit', victim);
    expect(endOf(taken, victim).outcome).toBe('changed');
    expect(taken.stdout + taken.stderr).not.toMatch(/wrong-one|right-one/);
    await writeHostVars(folder, '');
  },
  limit,
);

async function writeHostVars(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${victim}.yml`), text);
}

test(
  'a host whose SSH session hangs in the middle: the change goes on there, and the console comes back to it',
  async () => {
    mend = "pkill -CONT -f 'sshd: [o]perator'; exit 0";
    const running = fleet.start(['sync', '--yes', '--json', '--limit', victim, '--confirm-within', '40']);
    let output = '';
    running.onOutput((text) => {
      output += text;
    });
    await until(
      'the change is to be checked',
      async () => output.includes('"stage":"validating"'),
      (isSo) => isSo,
      30_000,
    );
    await host.run("pkill -STOP -f 'sshd: [o]perator'");
    const finished = await running.ended;
    expect(endOf(finished, victim).outcome).toBe('changed');
    expect(finished.exitCode).toBe(0);
  },
  limit,
);

test(
  'a BIRD that hangs is not changed, and said to hang',
  async () => {
    await host.run('pkill -STOP -x bird');
    mend = 'pkill -CONT -x bird';
    const finished = await sync('--limit', victim);
    expect(endOf(finished, victim)).toMatchObject({
      outcome: 'failed',
      problem: { kind: 'refused', answer: expect.stringContaining('bird runs and does not answer birdc') },
    });
    expect(finished.exitCode).toBe(3);
    await host.run(mend);
    await expectAsBefore();
  },
  limit,
);

test(
  'a check on the host that never ends is ended, and counts as refused',
  async () => {
    // The check itself takes forever; its 30 s are 2 here.
    await host.run(`cd /usr/local/bin &&
printf '#!/bin/sh\\ncase $* in *-p*) exec sleep 600 ;; esac\\nexec /usr/sbin/bird "$@"\\n' >bird &&
printf '#!/bin/sh\\nlimit=$1; shift; [ "$limit" != 30 ] || limit=2; exec /usr/bin/timeout "$limit" "$@"\\n' >timeout &&
chmod 755 bird timeout`);
    mend = 'rm -f /usr/local/bin/bird /usr/local/bin/timeout';
    const finished = await sync('--limit', victim);
    expect(endOf(finished, victim)).toMatchObject({
      outcome: 'failed',
      problem: { kind: 'refused', answer: expect.stringMatching(/did not end in time/) },
    });
    expect(finished.exitCode).toBe(3);
    await host.run(mend);
    await expectAsBefore();
  },
  limit,
);

test.each([2, -2])(
  'a console whose clock is %i hours off: confirms, and what it leaves goes back in time',
  async (hours) => {
    const shim = join(fleet.copy.root, '..', `clock${hours}.mjs`);
    await writeFile(
      shim,
      `const RealDate = Date;
const offset = ${hours} * 3_600_000;
globalThis.Date = class extends RealDate {
  constructor(...values) { if (values.length === 0) super(RealDate.now() + offset); else super(...values); }
  static now() { return RealDate.now() + offset; }
};
`,
    );
    const environment = { NODE_OPTIONS: `--import=${shim}` };
    const done = await fleet.start(['sync', '--yes', '--json'], environment).ended;
    expect(endOf(done, victim).outcome).toBe('changed');
    expect(done.exitCode).toBe(0);

    const file = join(fleet.copy.root, 'networks/sessions.yml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/description: Transit A.*/, 'description: Transit A, left alone'));
    const left = fleet.start(
      ['sync', '--yes', '--json', '--limit', victim, '--confirm-within', '3'],
      environment,
    );
    left.onOutput((line) => {
      if (line.includes('"stage":"verifying"')) left.kill();
    });
    await left.ended;
    await until(
      'the change is to go back',
      () => listUnderWay(host),
      (seen) => seen.length === 0,
      20_000,
    );
    expect(await host.run('birdc -r show protocols all transit_a')).toContain(`Transit A, ${version}`);
    await writeFile(file, text);
  },
  limit,
);
