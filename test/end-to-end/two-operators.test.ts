import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listUnderWay } from './host-reading.ts';
import { endOf, type LabFleet, openLabFleet, type RunningProgram, until } from './lab-fleet.ts';

const template = 'templates/config/shared/bird/session.j2';
const right = 'as {{ neighbor_as }};';
/** Takes one session of ixpams01 down, so that its change is verified until the time for that is over. */
const wrong = "as {{ 64999 if session.name == 'rs_ams' else neighbor_as }};";
const limit = 90_000;

let fleet: LabFleet;

beforeAll(async () => {
  fleet = await openLabFleet('two-operators');
}, 120_000);

afterAll(async () => {
  await fleet?.remove();
}, 60_000);

/** One operator's sync, at the point where ixpams01 has its new files. */
let first: RunningProgram;

beforeEach(async () => {
  await fleet.copy.edit(template, right, wrong);
  first = fleet.start(['sync', '--yes', '--json', '--why', 'new AS', '--verify-within', '60']);
  let output = '';
  first.onOutput((text) => {
    output += text;
  });
  await until(
    'the first change is to be verified',
    async () => output.includes('"host":"ixpams01","stage":"verifying"'),
    (isSo) => isSo,
    60_000,
  );
  await fleet.copy.edit(template, wrong, right);
}, limit);

/** The same operator, later: what the first one began is over. */
async function isOver(): Promise<void> {
  const host = fleet.host('ixpams01');
  await until(
    'the change is to end',
    () => listUnderWay(host),
    (left) => left.length === 0,
    60_000,
  );
}

/** Whoever looks at the host reads that the console behind the change is gone: a moment after it was killed. */
async function isForsaken(): Promise<void> {
  await until(
    'nobody is to follow the change',
    () => fleet.peerdeck('diff', '--limit', 'ixpams01'),
    ({ stdout }) => /unconfirmed change by/.test(stdout) && !stdout.includes('whose console follows it'),
    30_000,
  );
}

async function findWrong(): Promise<string> {
  return fleet.host('ixpams01').run('grep -rl 64999 /etc/bird; exit 0');
}

test(
  'while one operator changes the fleet, the other is told who, since when and why, and nothing is done',
  async () => {
    const second = await fleet.peerdeck('sync', '--yes');
    expect(second.exitCode).toBe(4);
    expect(second.stdout + second.stderr).toMatch(/\S+@\S+ holds the fleet for a sync, since .* ago\)/);
    expect(second.stdout + second.stderr).toMatch(/why: new AS \(process \d+ on /);

    const elsewhere = await fleet.peerdeckElsewhere('sync', '--yes', '--json', '--limit', 'ixpams01');
    expect(elsewhere.exitCode).toBe(4);
    expect(endOf(elsewhere, 'ixpams01')).toMatchObject({
      outcome: 'held',
      problem: {
        kind: 'locked',
        message: expect.stringMatching(/^\S+@\S+ is changing ixpams01, since .* ago\)$/),
        answer: 'new AS',
      },
    });
    const shown = await fleet.peerdeck('lock', 'show');
    expect(shown.stdout).toMatch(/: sync by .*: new AS/);
    expect(shown.stdout).toMatch(/^ixpams01: change by .*: new AS/m);

    const broken = await fleet.peerdeck('lock', 'break', 'ixpams01', '--yes');
    expect(broken.exitCode).toBe(0);
    expect(endOf(await first.ended, 'ixpams01')).toMatchObject({
      outcome: 'reverted',
      problem: { answer: expect.stringMatching(/the lock was broken by \S+@\S+/) },
    });
    expect((await fleet.peerdeck('lock', 'show')).stdout).toContain('Nobody holds the fleet or a host.');
  },
  limit,
);

test(
  "a dead operator's lock is seen as such, and the next sync ends what was begun and goes on",
  async () => {
    first.kill();
    await first.ended;
    const shown = await fleet.peerdeck('lock', 'show');
    expect(shown.stdout).toMatch(/: dead, and counts for nothing: sync by .*: new AS/);
    await isForsaken();
    await fleet.copy.edit(
      'networks/sessions.yml',
      'description: Transit A',
      'description: Transit A, second',
    );
    const second = await fleet.peerdeck('sync', '--yes', '--json', '--verify-within', '30');
    expect(endOf(second, 'ixpams01')).toMatchObject({
      outcome: 'changed',
      note: expect.stringMatching(/^the change by \S+@\S+ of .* had gone back: taken over by /),
    });
    expect(second.exitCode).toBe(0);
    expect(await findWrong()).toBe('');
    expect((await fleet.peerdeck('lock', 'show')).stdout).toContain('Nobody holds the fleet or a host.');
  },
  limit,
);

test(
  "a dead operator's change on a host can be broken, and leaves the host as it was",
  async () => {
    first.kill();
    await first.ended;
    expect(await findWrong()).not.toBe('');
    const broken = await fleet.peerdeck('lock', 'break', 'ixpams01', '--yes');
    expect(broken.exitCode).toBe(0);
    expect(broken.stdout).toMatch(/change by .*: new AS/);
    expect(broken.stdout).toContain('ixpams01 is free.');
    expect(await findWrong()).toBe('');
    await isOver();
    const again = await fleet.peerdeck('lock', 'break', 'ixpams01', '--yes');
    expect(again.stdout + again.stderr).toContain('Nobody holds ixpams01');
  },
  limit,
);
