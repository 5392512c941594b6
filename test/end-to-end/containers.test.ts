import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyShippedFleet, type Finished, type FleetCopy, program } from './fleet-copy.ts';

const lab = 'containers-session';
/** A test has several plans and applies of its own: on a busy machine each takes its time. */
const limit = 240_000;
const floating = 'ghcr.io/nxthdr/saimiris:main';
const catalogue = 'terraform/services.json';

let fleet: FleetCopy;

/** Runs `peerdeck WORDS…` on the lab. */
function peerdeck(...words: string[]): Promise<Finished> {
  return fleet.run(`--lab=${lab}`, ...words);
}

/** Runs a command in a host of the lab, as root, past SSH. */
async function inHost(host: string, ...command: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await fleet.run('lab', 'exec', '--name', lab, host, '--', ...command);
  if (exitCode !== 0) throw new Error(`${host}: ${command.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** The JSON lines that a command printed. */
function linesOf({ stdout, stderr }: Finished): readonly Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error(stderr);
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

/** The image that a container of a host runs, by its id. */
async function imageOf(host: string, container: string): Promise<string> {
  return (await inHost(host, 'docker', 'inspect', '--format', '{{.Image}}', container)).trim();
}

beforeAll(async () => {
  fleet = await copyShippedFleet();
  const up = await fleet.run('lab', 'up', '--name', lab, '--containers', '--yes');
  expect(`${up.stdout}${up.stderr}`).toContain('13 of 13 hosts up');
  const applied = await peerdeck('apply', '--yes');
  expect(`${applied.stdout}${applied.stderr}`).toContain('Applied: 8 added');
}, limit);

afterAll(async () => {
  await fleet?.run('lab', 'down', '--name', lab);
  await fleet?.remove();
}, limit);

test(
  'what runs on each host is as the state says: images, ports, networks and mounts',
  async () => {
    const shown = await peerdeck('containers');
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toMatch(
      /coreams01 +geofeed +docker.io\/library\/nginx:1.29.3 +\w{12} .* 8081->80 .*backend .*as in state/,
    );
    expect(shown.stdout).toMatch(/vltatl01 +saimiris .* host +as in state/);
    const [caddy] = linesOf(await peerdeck('containers', 'coreams01', '--json'));
    expect(JSON.stringify(caddy)).toContain('"target":"/etc/caddy/Caddyfile"');
    expect(JSON.stringify(caddy)).toContain('2a06:de00:50:20::a');
  },
  limit,
);

test(
  'one service is changed, and a floating image moved meanwhile: the plan tells them apart, and --intended leaves the other alone',
  async () => {
    const before = await imageOf('vltatl01', 'saimiris');
    await inHost('vltatl01', 'lab-image', '--build', '2', floating);
    expect((await peerdeck('containers', 'vltatl01')).stdout).toContain(`${floating} is `);
    await inHost('coreams01', 'lab-image', 'docker.io/library/nginx:1.29.4');
    await fleet.edit(catalogue, 'nginx:1.29.3', 'nginx:1.29.4');
    const planned = linesOf(await peerdeck('plan', '--json')).at(-1);
    expect(planned?.['changes']).toMatchObject([
      { address: 'terraform_data.service["coreams01/geofeed"]', class: 'intended', host: 'coreams01' },
      { address: 'terraform_data.service["vltatl01/saimiris"]', class: 'incidental', host: 'vltatl01' },
    ]);
    const applied = await peerdeck('apply', '--intended', '--yes');
    expect(applied.stdout).toContain('Applied: 1 added, 0 changed, 1 removed.');
    expect((await peerdeck('containers', 'coreams01')).stdout).toMatch(
      /geofeed +docker.io\/library\/nginx:1.29.4/,
    );
    expect(await imageOf('vltatl01', 'saimiris')).toBe(before);
  },
  limit,
);

test(
  'an image that turns out bad goes back to the last good one, is pinned in its source, and let go again',
  async () => {
    const good = await imageOf('vltatl01', 'saimiris');
    expect((await peerdeck('apply', '--yes')).exitCode).toBe(0);
    expect(await imageOf('vltatl01', 'saimiris')).not.toBe(good);
    const source = await readFile(join(fleet.root, catalogue), 'utf8');

    const refused = await peerdeck('image', 'rollback', 'vltatl01', 'saimiris');
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout).toMatch(/> sha256:[0-9a-f]{64} \(on the host; seen to run well until /);
    expect(await readFile(join(fleet.root, catalogue), 'utf8')).toBe(source);

    const rolled = await peerdeck(
      'image',
      'rollback',
      'vltatl01',
      'saimiris',
      '--why',
      'it drops probes',
      '--yes',
    );
    expect(rolled.stdout).toContain('It runs the pinned image.');
    expect(await imageOf('vltatl01', 'saimiris')).toBe(good);
    const pinned = await readFile(join(fleet.root, catalogue), 'utf8');
    expect(pinned).toMatch(
      new RegExp(
        `"image_pinned": "\\d{4}-\\d\\d-\\d\\d by .*, instead of ${floating}: it drops probes",\\n +"image": "${good}"`,
      ),
    );
    for (const verb of ['containers', 'plan']) {
      expect((await peerdeck(verb)).stdout).toContain(`peerdeck image unpin ${floating}`);
    }
    expect((await peerdeck('log')).stdout).toMatch(
      /pin by .*"it drops probes"\n +vltatl01 changed +saimiris/,
    );

    expect((await peerdeck('image', 'unpin', floating, '--yes')).exitCode).toBe(0);
    expect(await readFile(join(fleet.root, catalogue), 'utf8')).toBe(source);
    expect((await peerdeck('image', 'pins')).stdout).toContain('No image is pinned.');
  },
  limit,
);

test(
  'a container is restarted and seen well again; one that is stopped or gone is told',
  async () => {
    const refused = await peerdeck('containers', 'restart', 'coreams01', 'grafana');
    expect(refused.stdout).toContain('nobody answers on port 3000/tcp until it is up again');
    expect(refused.exitCode).toBe(3);
    const restarted = await peerdeck('containers', 'restart', 'coreams01', 'grafana', '--yes');
    expect(restarted.stdout).toContain('coreams01: grafana is running (healthy)');
    await inHost('coreams01', 'docker', 'stop', 'grafana');
    await inHost('coreams01', 'docker', 'rm', '--force', 'prometheus');
    const { stdout } = await peerdeck('containers', 'coreams01');
    expect(stdout).toContain('coreams01: grafana: it does not run: exited');
    expect(stdout).toContain('coreams01: prometheus: the state has it, the host does not');
    expect((await peerdeck('containers', 'restart', 'coreams01', 'nobody', '--yes')).stderr).toContain(
      'It has: caddy, ',
    );
  },
  limit,
);

test(
  'a log is followed, without the control characters that a program writes into it',
  async () => {
    const script = "printf '\\033[31mred\\033[0m \\007 first\\n'; sleep 2; echo second; sleep 60";
    await inHost(
      'vltcdg01',
      'docker',
      'run',
      '--detach',
      '--name',
      'talker',
      '--stop-timeout',
      '1',
      floating,
      'sh',
      '-c',
      script,
    );
    const follow = spawn(
      'node',
      [program, '--root', fleet.root, `--lab=${lab}`, 'containers', 'logs', 'vltcdg01', 'talker', '--follow'],
      {
        env: { ...process.env, ...fleet.environment },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const text = await new Promise<string>((resolve) => {
      let seen = '';
      follow.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        seen += chunk;
        if (seen.includes('second')) follow.kill('SIGINT');
      });
      follow.once('close', () => resolve(seen));
    });
    expect(text).toBe('red ␇ first\nsecond\n');
    expect((await peerdeck('containers', 'logs', 'vltcdg01', 'nobody')).stderr).toContain(
      'There is no container nobody',
    );
  },
  limit,
);

test(
  'a changed template names the containers that mount what it makes',
  async () => {
    await fleet.edit('templates/config/core/coreams01/caddy/Caddyfile.j2', '\n', '\n# another line\n');
    const { stdout } = await peerdeck('containers', 'concerned', 'coreams01');
    expect(stdout).toContain('coreams01: caddy (running) mounts caddy/Caddyfile');
  },
  limit,
);

test(
  'a host goes: drained, its neighbours without it, its containers down, then the repository',
  async () => {
    // What a sync put there is what a removal takes away again.
    expect((await peerdeck('sync', '--yes')).exitCode).toBe(0);
    const gone = await peerdeck('host', 'remove', 'ixpfra01', '--why', 'the exchange closes', '--yes');
    expect(gone.exitCode).toBe(0);
    const steps = [
      'ixpfra01: peer_harbour is down',
      '2 hosts: 2 changed.',
      'service["ixpfra01/node_exporter"]: delete',
      'Written.',
    ];
    const places = steps.map((step) => gone.stdout.indexOf(step));
    expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true);
    expect(await inHost('ixpfra01', 'docker', 'ps', '--quiet')).toBe('');
    expect((await inHost('ixpams01', 'wg', 'show', 'interfaces')).trim()).toBe('wg0');
    expect(await inHost('ixpams01', 'birdc', 'show', 'protocols')).not.toContain('ibgp_fra');
    expect((await peerdeck('check')).exitCode).toBe(0);
    expect((await peerdeck('hosts')).stdout).not.toContain('ixpfra01');
    expect((await peerdeck('host', 'undo')).exitCode).toBe(0);
    expect((await peerdeck('hosts')).stdout).toContain('ixpfra01');
  },
  limit,
);

test(
  'no rights, a stopped engine and none at all are told in their own words',
  async () => {
    await inHost('vltcdg01', 'sh', '-c', 'gpasswd -d operator docker');
    expect((await peerdeck('containers', 'vltcdg01')).exitCode).toBe(0);
    await inHost('vltcdg01', 'rm', '/etc/sudoers.d/lab');
    const denied = await peerdeck('containers', 'vltcdg01');
    expect(denied.stdout).toContain('The login user may not ask Docker on vltcdg01');
    expect(denied.stdout).toContain('usermod -aG docker');
    expect(denied.exitCode).toBe(1);
    await inHost('vltatl01', 'systemctl', 'stop', 'docker');
    const stopped = await peerdeck('containers', 'vltatl01');
    expect(stopped.stdout).toContain('Docker does not run on vltatl01');
    await inHost('vltatl01', 'rm', '-f', '/usr/bin/docker', '/usr/local/bin/docker');
    expect((await peerdeck('containers', 'vltatl01')).stdout).toContain('vltatl01 has no Docker.');
  },
  limit,
);
