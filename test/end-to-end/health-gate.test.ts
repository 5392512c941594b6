import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listUnderWay } from './host-reading.ts';
import { endOf, endsOf, type LabFleet, openLabFleet, until } from './lab-fleet.ts';

const template = 'templates/config/shared/bird/session.j2';
const right = 'neighbor {{ neighbor }} as {{ neighbor_as }};';
const wrong = "neighbor {{ neighbor }} as {{ 64999 if session.name == 'rs_ams' else neighbor_as }};";
const quick = ['--verify-within', '4', '--confirm-within', '4'];

let fleet: LabFleet;
let wrongLine = 0;

beforeAll(async () => {
  fleet = await openLabFleet('health-gate');
  await fleet.copy.edit(template, right, wrong);
  const text = await readFile(join(fleet.copy.root, template), 'utf8');
  wrongLine = text.split('\n').findIndex((line) => line.includes(wrong)) + 1;
}, 120_000);

afterAll(async () => {
  await fleet?.remove();
}, 60_000);

/** The wrong AS is on the host nowhere, and the session is up. */
async function isAsBefore(): Promise<boolean> {
  const seen = await fleet
    .host('ixpams01')
    .run('grep -rl 64999 /etc/bird; birdc -r show protocols rs_ams; exit 0');
  return !seen.includes('/etc/bird') && /^rs_ams .*Established/m.test(seen);
}

test('a template change that takes a session down is undone by the host, and the operator reads which session and which line', async () => {
  const finished = await fleet.peerdeck('sync', '--yes', ...quick);
  expect(finished.exitCode).toBe(5);
  expect(finished.stdout).toContain('ixpams01: reverted');
  expect(finished.stdout).toContain(`ixpams01: ${template}:${wrongLine}: ixpams01 went back`);
  expect(finished.stdout).toMatch(/session rs_ams was up and is not/);
  expect(finished.stdout).toMatch(
    /bird\/peerings\.conf:\d+ neighbor \S+ as 64999;, written by templates\/config\/shared\/bird\/session\.j2:\d+/,
  );
  await until('the session is to be up again', isAsBefore, (isSo) => isSo, 20_000);
}, 90_000);

test("the same while the jump host's link is cut: the host needs nobody, and what it did is told once the link is back", async () => {
  const host = fleet.host('ixpams01');
  const sync = fleet.start(['sync', '--yes', '--json', ...quick]);
  let output = '';
  sync.onOutput((text) => {
    output += text;
  });
  await until(
    'the change is to be verified',
    async () => output.includes('"host":"ixpams01","stage":"verifying"'),
    (isSo) => isSo,
    60_000,
  );
  await host.run(`nft -f - <<'END'
table inet link {
  chain in { type filter hook input priority -400; tcp dport 22 drop;
  }
  chain out { type filter hook output priority -400; tcp sport 22 drop;
  }
}
END`);
  await until(
    'the host is to go back by itself',
    () => listUnderWay(host),
    (left) => left.length === 0,
    20_000,
  );
  await until('the session is to be up again', isAsBefore, (isSo) => isSo, 20_000);
  expect(sync.isRunning()).toBe(true);
  await host.run('nft delete table inet link');
  const finished = await sync.ended;
  expect(endOf(finished, 'ixpams01')).toMatchObject({
    outcome: 'reverted',
    problem: {
      kind: 'reverted',
      place: { file: template, line: wrongLine },
      answer: expect.stringMatching(/session rs_ams was up and is not.*\n.*\n.*as 64999;/),
    },
  });
  expect(finished.exitCode).toBe(5);
}, 90_000);

test('the template mended, the next sync brings every host in line and tells what had gone back', async () => {
  await fleet.copy.edit(template, wrong, right);
  await fleet.copy.edit(template, '{{ session.description }}', '{{ session.description }} again');
  const finished = await fleet.peerdeck('sync', '--yes', '--json', '--verify-within', '30');
  expect(finished.exitCode).toBe(0);
  expect(endsOf(finished).map(({ outcome }) => outcome)).toEqual(fleet.hosts.map(() => 'changed'));
  expect(endOf(finished, 'ixpams01').note).toMatch(/had gone back: session rs_ams was up and is not/);
}, 90_000);
