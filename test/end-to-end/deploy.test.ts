import { resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyShippedFleet, type Finished, type FleetCopy } from './fleet-copy.ts';

const program = resolve(import.meta.dirname, '../../bin/peerdeck.js');
const lab = 'deploy-session';
const limit = 120_000;

let fleet: FleetCopy;

/** Runs `peerdeck WORDS…` on the lab. */
function peerdeck(...words: string[]): Promise<Finished> {
  return fleet.run(`--lab=${lab}`, ...words);
}

/** The JSON lines that a command printed, of this type. */
function eventsOf({ stdout }: Finished, type: string): readonly Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter((event) => event['type'] === type);
}

/** How the hosts of a sync or a deploy ended. */
function outcomesOf(finished: Finished): Record<string, string> {
  const [result] = eventsOf(finished, 'result');
  const hosts: unknown = result?.['hosts'];
  if (!Array.isArray(hosts)) throw new Error(`no result: ${finished.stdout}${finished.stderr}`);
  return Object.fromEntries(hosts.map(({ host, outcome }) => [host, outcome]));
}

/** Runs a command in a host of the lab, as root, past SSH. */
async function inHost(host: string, ...command: string[]): Promise<string> {
  const { stdout } = await execa('node', [program, 'lab', 'exec', '--name', lab, host, '--', ...command], {
    env: fleet.environment,
    cwd: fleet.root,
  });
  return stdout;
}

/** Undone whatever happens, so that a second try finds the file as the first one did. */
async function whileEdited(
  [file, before, after]: readonly [file: string, before: string, after: string],
  run: () => Promise<void>,
): Promise<void> {
  await fleet.edit(file, before, after);
  try {
    await run();
  } finally {
    await fleet.edit(file, after, before);
  }
}

beforeAll(async () => {
  fleet = await copyShippedFleet();
  const up = await fleet.run('lab', 'up', '--name', lab, '--yes');
  expect(up.stderr + up.stdout).toContain('coreams01');
  expect(up.exitCode).toBe(0);
  expect((await peerdeck('sync', '--yes', '--json', '--serial', 'all')).exitCode).toBe(0);
}, limit);

afterAll(async () => {
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
});

test(
  'a held host is left as it is, the others go on, and after a release it follows',
  async () => {
    expect((await peerdeck('hold', 'ixpams01', '--why', 'the fibre is being moved')).exitCode).toBe(0);
    expect((await peerdeck('hold', '--list')).stdout).toMatch(/ixpams01 .*the fibre is being moved/);
    await fleet.edit(
      'networks/sessions.yml',
      'description: Transit A',
      'description: Transit A by the harbour',
    );
    const shown = await peerdeck('diff', '--limit', 'ixpams01');
    expect(shown.stdout).toContain('ixpams01 is held by');
    const synced = await peerdeck('sync', '--yes', '--json');
    expect(outcomesOf(synced)).toMatchObject({ ixpams01: 'held', coreams01: 'unchanged' });
    expect(synced.exitCode).toBe(5);
    expect(await inHost('ixpams01', 'birdc', 'show', 'protocols', 'all', 'transit_a')).not.toContain(
      'harbour',
    );
    expect((await peerdeck('release', 'ixpams01')).exitCode).toBe(0);
    expect(outcomesOf(await peerdeck('sync', '--yes', '--json'))).toMatchObject({ ixpams01: 'changed' });
    expect(await inHost('ixpams01', 'birdc', 'show', 'protocols', 'all', 'transit_a')).toContain('harbour');
  },
  limit,
);

test(
  'where the change fails on the first host the others are left alone, and --retry takes them up',
  async () => {
    const template = 'templates/config/shared/bird/session.j2';
    await fleet.edit(template, 'protocol bgp', '{{ "no_such_word;" if true }}\nprotocol bgp');
    const failed = await peerdeck('sync', '--yes', '--json', '--why', 'a mistake');
    const outcomes = Object.values(outcomesOf(failed));
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(1);
    expect(outcomes).not.toContain('changed');
    expect(outcomes.filter((outcome) => outcome === 'unreached').length).toBeGreaterThan(1);
    expect(failed.exitCode).toBe(1);
    await fleet.edit(
      template,
      '{{ "no_such_word;" if true }}\nprotocol bgp',
      '# as it should be\nprotocol bgp',
    );
    const retried = await peerdeck('sync', '--yes', '--json', '--retry');
    expect(retried.exitCode).toBe(0);
    expect(Object.keys(outcomesOf(retried))).toHaveLength(outcomes.length);
    expect(eventsOf(retried, 'wave').length).toBeGreaterThan(1);
    expect((await peerdeck('sync', '--retry')).stdout).toContain('nothing to retry');
  },
  limit,
);

test(
  'what the checks find is refused before anything is sent, with both ends; a reason passes it over, and is kept',
  async () => {
    const template = 'templates/config/shared/wireguard/interface.j2';
    const [right, wrong] = ['ListenPort = {{ here.listen_port }}', 'ListenPort = {{ here.listen_port + 7 }}'];
    await whileEdited([template, right, wrong], async () => {
      const refused = await peerdeck('sync', '--yes', '--json', '--limit', 'ixpams01,ixpfra01');
      expect(refused.exitCode).toBe(3);
      const [finding] = eventsOf(refused, 'finding');
      expect(finding).toMatchObject({ finding: { check: 'endpoint', places: [{}, {}] } });
      expect(eventsOf(refused, 'host-stage')).toEqual([]);
      const [{ problem } = {}] = eventsOf(refused, 'problem').slice(-1);
      expect(problem).toMatchObject({
        kind: 'checks-refused',
        answer: expect.stringMatching(/wg0\.conf:\d+ \(templates.*\) and .*wg\d\.conf:\d+/),
      });
      expect((await peerdeck('diff')).exitCode).toBe(3);
      expect((await peerdeck('deploy', '--plan-only')).exitCode).toBe(3);
      expect((await peerdeck('sync', '--yes', '--no-check')).exitCode).toBe(2);
      expect((await peerdeck('sync', '--yes', '--limit', 'vltatl01')).exitCode).toBe(0);
      const overruled = await peerdeck(
        ...['sync', '--yes', '--json', '--limit', 'ixpams01', '--verify-within', '30'],
        ...['--no-check', '--why', 'both ends follow'],
      );
      expect(eventsOf(overruled, 'host-compared')).toMatchObject([
        { difference: { forecast: { tunnels: [{ effect: 'restart' }, { effect: 'restart' }] } } },
      ]);
      expect(eventsOf(overruled, 'host-countdown').length).toBeGreaterThan(0);
      // WireGuard learns the port from whoever speaks first: both ends found each other all the same.
      expect(outcomesOf(overruled)).toEqual({ ixpams01: 'changed' });
      expect((await peerdeck('log', '--last', '1')).stdout).toMatch(
        /"both ends follow", against the checks: endpoint/,
      );
    });
    expect((await peerdeck('sync', '--yes')).exitCode).toBe(0);
  },
  limit,
);

test(
  'a second change is told whose the first is; broken in order, the first goes back',
  async () => {
    const template = 'templates/config/shared/bird/session.j2';
    const [right, wrong] = [
      'as {{ neighbor_as }}',
      "as {{ 64999 if session.name == 'rs_ams' else neighbor_as }}",
    ];
    await whileEdited([template, right, wrong], async () => {
      // The session does not come up again: the change waits for it, and would wait long.
      const first = peerdeck('sync', '--yes', '--json', '--why', 'the first', '--verify-within', '90');
      while (!(await peerdeck('lock', 'show', '--json')).stdout.includes('"begun":true'));
      const second = await peerdeck('sync', '--yes', '--json');
      expect(second.exitCode).toBe(4);
      expect(eventsOf(second, 'problem')[0]).toMatchObject({
        problem: { kind: 'locked', answer: expect.stringContaining('why: the first') },
      });
      expect((await peerdeck('lock', 'break')).exitCode).toBe(3);
      expect((await peerdeck('lock', 'break', '--yes')).stdout).toContain('has ended; the fleet is free');
      expect(outcomesOf(await first)).toMatchObject({ ixpams01: 'reverted' });
      expect(eventsOf(await first, 'problem')).toMatchObject([{ problem: { kind: 'lock-broken' } }]);
      expect((await peerdeck('lock', 'show')).stdout).toContain('Nobody holds');
    });
    expect((await peerdeck('sync', '--yes')).exitCode).toBe(0);
  },
  limit,
);

test(
  'the log has all of it: who, why, and what became of each host',
  async () => {
    const { stdout } = await peerdeck('log');
    expect(stdout).toMatch(/hold by .*@.*"the fibre is being moved"/);
    expect(stdout).toMatch(/sync by .*"a mistake"/);
    expect(stdout).toMatch(/unreached\s+\(wave-stopped\)/);
    const ixp = await peerdeck('log', '--host', 'ixpams01', '--json');
    expect(eventsOf(ixp, 'entry').length).toBeGreaterThanOrEqual(4);
  },
  limit,
);

test(
  'a deploy is refused when it is not what was planned, and done when it is',
  async () => {
    const planned = await peerdeck('deploy', '--plan-only', '--json');
    const [plan] = eventsOf(planned, 'planned');
    const checksum = String(plan?.['checksum']);
    expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(eventsOf(await peerdeck('deploy', '--plan-only', '--json'), 'planned')).toEqual([plan]);

    await fleet.edit('networks/sessions.yml', 'Transit A by the harbour', 'Transit A by the sea');
    const refused = await peerdeck('deploy', '--yes', '--json', '--expect', checksum);
    expect(refused.exitCode).toBe(3);
    expect(await inHost('ixpams01', 'birdc', 'show', 'protocols', 'all', 'transit_a')).toContain('harbour');

    const [anew] = eventsOf(await peerdeck('deploy', '--plan-only', '--json'), 'planned');
    const done = await peerdeck('deploy', '--yes', '--json', '--expect', String(anew?.['checksum']));
    expect(outcomesOf(done)).toMatchObject({ ixpams01: 'changed' });
    expect(done.exitCode).toBe(0);
    expect(eventsOf(done, 'status')).toHaveLength(1);
    expect(await inHost('ixpams01', 'birdc', 'show', 'protocols', 'all', 'transit_a')).toContain('the sea');
    expect((await peerdeck('log', '--last', '1')).stdout).toContain('deploy by');
  },
  limit,
);
