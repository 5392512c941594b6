import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFollowScript,
  createRecoverScript,
  createVerdictScript,
} from '../../source/delivery/stage-script.ts';
import { waitFor } from '../remote/local-sshd.ts';
import { desired, endOf, ScriptHost } from './script-host.ts';

const established =
  'upstream1 BGP --- up 12:00:00.000 Established\npeer2 BGP --- up 12:00:00.000 Established\n';
const author = { who: 'op@jump01', why: 'a test', since: '2026-11-21T12:00:00Z' };

let host: ScriptHost;
beforeEach(() => {
  host = new ScriptHost();
  host.note('protocols', established);
  host.note('protocols-up', established);
  host.note('protocols-down', established.replace('up 12:00:00.000 Established', 'start 12:01 Connect'));
});
afterEach(() => host.remove());

function states(output: string): readonly string[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('@state '))
    .map((line) => line.slice('@state '.length));
}

function confirm(release: string): string {
  return host.run(createVerdictScript(release, 'confirm', host.layout));
}

/** A host that has a release to go back to. */
function deliverFirst(text = 'first'): void {
  const first = host.stage([desired('bird/bird.conf', text), desired('caddy/Caddyfile', text)]);
  expect(first.end).toEqual({ kind: 'done' });
  host.calls();
}

describe('the first release of a host', () => {
  test('is staged, validated, swapped and activated, and needs no confirmation: there is nothing to go back to', () => {
    const { end, output } = host.stage([desired('bird/bird.conf', 'router id 192.0.2.1;\n')]);
    expect(end).toEqual({ kind: 'done' });
    expect(states(output)).toEqual([
      'locking',
      'staging',
      'validating bird',
      'swapping',
      'activating bird',
      'verifying',
      'done',
    ]);
    expect(host.read('etc/bird/bird.conf')).toBe('router id 192.0.2.1;\n');
    expect(host.calls()).toContain('birdc -v configure');
    expect(host.isSettled()).toBe(true);
    expect(readdirSync(host.path('etc/bird'))).toEqual(['bird.conf']);
  });

  test('that fails stays, and what is owed is remembered until it is done', () => {
    host.note('bird-refuses', '');
    const files = [desired('bird/bird.conf', 'new')];
    expect(host.stage(files).end).toEqual({
      kind: 'failed',
      reason: 'bird: 8002 out of memory'.replace('8002 ', ''),
    });
    expect(host.read('etc/bird/bird.conf')).toBe('new');
    expect(host.state(files).pending).toEqual(['bird']);
    host.run(`rm ${host.folder}/bird-refuses`);
    host.calls();
    const retried = host.stage(files);
    const end = retried.end?.kind === 'healthy' ? endOf(confirm(retried.release)) : retried.end;
    expect(end).toEqual({ kind: 'done' });
    expect(host.calls().some((call) => call.startsWith('birdc -v configure'))).toBe(true);
    expect(host.state(files).pending).toEqual([]);
  });
});

describe('a change', () => {
  test('is well, waits for its confirmation, and is done', () => {
    deliverFirst();
    const files = [desired('bird/bird.conf', 'second'), desired('caddy/Caddyfile', 'first')];
    const { release, end } = host.stage(files);
    expect(end).toEqual({ kind: 'healthy' });
    expect(endOf(confirm(release))).toEqual({ kind: 'done' });
    expect(host.calls()).toEqual([
      expect.stringContaining('bird -p -c'),
      'birdc -v configure timeout 19',
      'birdc -v configure confirm',
    ]);
    expect(host.state(files)).toMatchObject({ release, transaction: undefined, pending: [] });
    expect(host.plan(files)).toMatchObject({ changes: [], drifted: [], stale: [], unchanged: 2 });
  });

  test('that nobody confirms goes back by itself', async () => {
    deliverFirst();
    const before = host.tree();
    const { release, end } = host.stage([desired('bird/bird.conf', 'second')], { confirm: 1 });
    expect(end).toEqual({ kind: 'healthy' });
    await waitFor('the change to go back', () => host.isSettled());
    expect(host.tree()).toEqual(before);
    expect(host.calls()).toEqual([
      expect.stringContaining('bird -p -c'),
      'birdc -v configure timeout 18',
      'birdc -v configure',
    ]);
    expect(endOf(confirm(release))).toEqual({ kind: 'reverted', reason: 'not confirmed within 1 s' });
    expect(host.state().release).not.toBe(release);
  });

  test('that takes a session down goes back, and names the session', () => {
    deliverFirst();
    const before = host.tree();
    const { end, output } = host.stage([desired('bird/bird.conf', 'SESSION-DOWN')], { verify: 1 });
    expect(end?.kind).toBe('reverted');
    expect(output).toContain('session upstream1 was up and is not: Connect');
    expect(output).not.toContain('peer2');
    expect(host.tree()).toEqual(before);
    expect(host.note('protocols')).toBe(established);
  });

  test('that removes a session on purpose is well', () => {
    deliverFirst();
    host.note('protocols-up', established.split('\n').slice(0, 1).join('\n'));
    const { release, end } = host.stage([desired('bird/bird.conf', 'without peer2')], { verify: 1 });
    expect(end).toEqual({ kind: 'healthy' });
    confirm(release);
  });

  test('that the daemon does not take goes back', () => {
    deliverFirst();
    const before = host.tree();
    host.note('bird-refuses', '');
    const { end } = host.stage([desired('bird/bird.conf', 'second')]);
    expect(end).toMatchObject({ kind: 'reverted', reason: expect.stringContaining('bird: out of memory') });
    expect(host.tree()).toEqual(before);
    expect(host.state().pending).toEqual(['bird']);
  });

  test("that the host's own check refuses is never begun", () => {
    deliverFirst();
    const before = host.tree();
    const { release, end, output } = host.stage([
      desired('bird/bird.conf', 'include "filters.conf";'),
      desired('bird/filters.conf', 'BROKEN'),
    ]);
    expect(end).toEqual({ kind: 'refused', service: 'bird' });
    expect(output).toContain(`| ${host.path('etc/bird/bird.conf')}:3:4 syntax error, unexpected BROKEN`);
    expect(host.tree()).toEqual(before);
    expect(host.isSettled()).toBe(true);
    expect(existsSync(host.path(`var/lib/peerdeck/releases/${release}`))).toBe(false);
  });

  test('checks a whole tree: files of others that are included count too', () => {
    host.write('etc/bird/theirs.conf', 'BROKEN');
    expect(host.stage([desired('bird/bird.conf', 'include "theirs.conf";')]).end).toEqual({
      kind: 'refused',
      service: 'bird',
    });
  });

  test('takes stale files away only when asked to, and brings them back when it goes back', async () => {
    deliverFirst();
    const before = host.tree();
    const files = [desired('bird/bird.conf', 'first')];
    expect(host.plan(files).stale.map(({ livePath }) => livePath)).toEqual([
      host.path('home/op/caddy/Caddyfile'),
    ]);
    const { release, end } = host.stage(files, { deleteStale: true });
    expect(end).toEqual({ kind: 'done' });
    expect(host.read('home/op/caddy/Caddyfile')).toBeUndefined();
    expect(release).toBe(host.state().release);
    const again = host.stage([desired('bird/bird.conf', 'third'), desired('caddy/Caddyfile', 'first')], {
      confirm: 1,
    });
    expect(again.end).toEqual({ kind: 'healthy' });
    await waitFor('the change to go back', () => host.isSettled());
    expect(host.read('home/op/caddy/Caddyfile')).toBeUndefined();
    expect(host.read('etc/bird/bird.conf')).toBe(before['etc/bird/bird.conf']);
  });

  test('of files that others put there keeps them for the way back', async () => {
    deliverFirst();
    host.write('home/op/grafana/grafana.ini', 'by hand', 0o664);
    const files = [desired('bird/bird.conf', 'second'), desired('grafana/grafana.ini', 'ours')];
    host.stage(files, { confirm: 1 });
    expect(host.read('home/op/grafana/grafana.ini')).toBe('ours');
    await waitFor('the change to go back', () => host.isSettled());
    expect(host.read('home/op/grafana/grafana.ini')).toBe('by hand');
    expect([...host.state().manifest.keys()]).not.toContain(host.path('home/op/grafana/grafana.ini'));
  });

  test('is not made when the host changed since it was compared', () => {
    deliverFirst();
    const { script, archive } = host.prepare([desired('bird/bird.conf', 'second')]);
    host.write('etc/bird/bird.conf', 'edited in between', 0o640);
    expect(endOf(host.run(script, archive))).toEqual({
      kind: 'failed',
      reason: expect.stringContaining('changed since they were compared'),
    });
    expect(host.read('etc/bird/bird.conf')).toBe('edited in between');
    expect(host.isSettled()).toBe(true);
  });

  test('is not made of what was held in between', () => {
    deliverFirst();
    const { script, archive } = host.prepare([desired('bird/bird.conf', 'second')]);
    host.write('var/lib/peerdeck/holds/host', '{"who":"op","since":"","why":"the fibre is being moved"}\n');
    expect(endOf(host.run(script, archive))).toEqual({ kind: 'held' });
    expect(host.read('etc/bird/bird.conf')).toBe('first');
    expect(host.isSettled()).toBe(true);
  });

  test('that cannot be written changes nothing', () => {
    deliverFirst();
    const before = host.tree();
    mkdirSync(host.path('home/op/x'));
    writeFileSync(host.path('home/op/x/file'), 'not a folder');
    const { end } = host.stage([desired('bird/bird.conf', 'second'), desired('x/file/deeper', 'a')]);
    expect(end).toMatchObject({ kind: 'failed', reason: expect.stringContaining('nothing changed') });
    expect(host.tree()).toEqual({ ...before, 'home/op/x/file': 'not a folder' });
  });

  test('that arrived damaged is not staged', () => {
    const { script, archive } = host.prepare([desired('caddy/Caddyfile', 'text')]);
    expect(endOf(host.run(script, archive.subarray(0, archive.length - 40)))?.kind).toBe('failed');
    expect(host.tree()).toEqual({});
    expect(host.isSettled()).toBe(true);
  });

  test('whose line goes dead while it is sent is given up, and so is its lock', async () => {
    deliverFirst();
    const before = host.tree();
    const { release, script, archive } = host.prepare([desired('bird/bird.conf', 'second')], { stall: 1 });
    const child = host.start(script, archive.subarray(0, 200), 'stays open');
    let said = '';
    child.stdout?.on('data', (text: Buffer) => {
      said += text.toString();
    });
    await waitFor('the change to be given up', () => said.includes('@end'));
    child.stdin?.end();
    expect(endOf(said)).toEqual({
      kind: 'failed',
      reason: 'receiving what was sent: nothing came for 1 s',
    });
    expect(host.tree()).toEqual(before);
    expect(host.isSettled()).toBe(true);
    expect(existsSync(host.path(`var/lib/peerdeck/releases/${release}`))).toBe(false);
  });

  test('that went back is told by the state until one comes to stay', async () => {
    deliverFirst();
    const { release } = host.stage([desired('bird/bird.conf', 'second')], { confirm: 1 });
    await waitFor('the change to go back', () => host.isSettled());
    expect(host.state().undone).toEqual({
      release,
      end: 'reverted not confirmed within 1 s',
      ...author,
    });
    confirm(host.stage([desired('bird/bird.conf', 'third')]).release);
    expect(host.state().undone).toBeUndefined();
  });

  test('can be followed again after the connection was lost', () => {
    deliverFirst();
    const { release } = host.stage([desired('bird/bird.conf', 'second')]);
    expect(endOf(host.run(createFollowScript(release, host.layout)))).toEqual({ kind: 'healthy' });
    expect(endOf(confirm(release))).toEqual({ kind: 'done' });
    expect(endOf(host.run(createFollowScript('20200101T000000Z-none', host.layout)))).toEqual({
      kind: 'missing',
    });
  });

  test('the operator gives up goes back at once', () => {
    deliverFirst();
    const before = host.tree();
    const { release } = host.stage([desired('bird/bird.conf', 'second')], { confirm: 20 });
    const output = host.run(createVerdictScript(release, 'revert interrupted by the operator', host.layout));
    expect(endOf(output)).toEqual({ kind: 'reverted', reason: 'interrupted by the operator' });
    expect(host.tree()).toEqual(before);
  });
});

describe("a host's lock", () => {
  test('is held while a change is under way, and says by whom and why', () => {
    deliverFirst();
    const { release } = host.stage([desired('bird/bird.conf', 'second')], { confirm: 20 });
    const other = host.stage([desired('bird/bird.conf', 'third')]);
    expect(other.end).toEqual({ kind: 'locked' });
    expect(other.output.match(/^@lock .*$/gm)).toEqual([
      '@lock op@jump01',
      '@lock 2026-11-21T12:00:00Z',
      '@lock a test',
    ]);
    confirm(release);
    expect(host.read('etc/bird/bird.conf')).toBe('second');
  });

  test('of a process that died is taken over, and that is said', () => {
    host.write('var/lib/peerdeck/lock/id', '20200101T000000Z-dead\n');
    host.write('var/lib/peerdeck/lock/pid', '999999\n');
    host.write('var/lib/peerdeck/lock/info', 'op@elsewhere\n2020-01-01T00:00:00Z\nsync\n');
    const { end, output } = host.stage([desired('bird/bird.conf', 'a')]);
    expect(end).toEqual({ kind: 'done' });
    expect(output).toContain('@note took over the lock of op@elsewhere');
  });
});

describe('services', () => {
  const key = `${'A'.repeat(43)}=`;
  const tunnel = (peers: readonly string[], options = ''): string =>
    `[Interface]\nPrivateKey = ${key}\nListenPort = 51820\n${options}${peers
      .map((ips) => `[Peer]\nPublicKey = ${key}\nAllowedIPs = ${ips}\n`)
      .join('')}`;
  const wg0 = (text: string) => [desired('wireguard/wg0.conf', text, { secret: true })];

  function deliver(text: string): readonly string[] {
    const { release, end } = host.stage(wg0(text), { verify: 1 });
    if (end?.kind === 'healthy') confirm(release);
    else expect(end).toEqual({ kind: 'done' });
    return host.calls().filter((call) => !call.includes('is-active'));
  }

  test('a new tunnel is started, and stays so', () => {
    expect(deliver(tunnel([]))).toEqual(['systemctl enable --now wg-quick@wg0']);
    expect(existsSync(`${host.folder}/up-wg0`)).toBe(true);
  });

  test('peers alone are taken up without a restart, with their routes', () => {
    deliver(tunnel(['192.0.2.0/24, 2001:db8::/32']));
    expect(deliver(tunnel(['192.0.2.0/24', '2001:db8:1::/48']))).toEqual([
      'wg syncconf wg0',
      'ip -6 route del 2001:db8::/32 dev wg0',
      'ip -6 route replace 2001:db8:1::/48 dev wg0',
    ]);
    expect(host.note('synced-wg0')).toContain('2001:db8:1::/48');
  });

  test('Table = off leaves the routes alone, a table of its own is used', () => {
    deliver(tunnel(['192.0.2.0/24'], 'Table = off\n'));
    expect(deliver(tunnel(['198.51.100.0/24'], 'Table = off\n'))).toEqual(['wg syncconf wg0']);
    deliver(tunnel(['192.0.2.0/24'], 'Table = 215\n'));
    expect(deliver(tunnel(['192.0.2.0/24', '198.51.100.0/24'], 'Table = 215\n'))).toEqual([
      'wg syncconf wg0',
      'ip -4 route replace 198.51.100.0/24 dev wg0 table 215',
    ]);
  });

  test('a change in [Interface] restarts the tunnel, a comment does not', () => {
    deliver(tunnel(['192.0.2.0/24']));
    expect(deliver(tunnel(['192.0.2.0/24'], 'MTU = 1400\n'))).toEqual(['systemctl restart wg-quick@wg0']);
    expect(deliver(tunnel(['192.0.2.0/24'], '# since Monday\nMTU=1400\n'))).toEqual(['wg syncconf wg0']);
  });

  test('a default route restarts the tunnel: wg-quick alone knows its rules', () => {
    deliver(tunnel(['192.0.2.0/24']));
    expect(deliver(tunnel(['192.0.2.0/24', '::/0']))).toEqual(['systemctl restart wg-quick@wg0']);
  });

  test('a tunnel somebody stopped is left so', () => {
    deliver(tunnel(['192.0.2.0/24']));
    host.run(`rm ${host.folder}/up-wg0`);
    expect(deliver(tunnel(['198.51.100.0/24']))).toEqual([]);
  });

  test('a tunnel that takes a session down with it goes back', () => {
    deliver(tunnel(['192.0.2.0/24']));
    host.run(
      `sed -i 's#.restart wg-quick@.*)#&: >$D/restarted; cp $D/protocols-down $D/protocols;#' ${host.folder}/bin/systemctl`,
    );
    const { end } = host.stage(wg0(tunnel(['192.0.2.0/24'], 'MTU = 1300\n')), { verify: 1 });
    expect(end).toMatchObject({
      kind: 'reverted',
      reason: expect.stringContaining('session upstream1 was up and is not: Connect'),
    });
  });

  test('a handshake that was fresh must come again, where there is a keepalive', () => {
    deliver(tunnel(['192.0.2.0/24']));
    host.note('handshakes-wg0', `${key} ${Math.round(Date.now() / 1000) - 10}\n`);
    host.note('keepalive-wg0', `${key} 25\n`);
    const restart = host.stage(wg0(tunnel(['192.0.2.0/24'], 'MTU = 1300\n')), { verify: 1 });
    expect(restart.end?.kind).toBe('healthy');
    confirm(restart.release);
    // From here on the peer is silent.
    host.run(
      `printf '#!/bin/sh\\n[ "$1" = show ] && [ "$3" = latest-handshakes ] && [ -e ${host.folder}/restarted ] && exit 0\\nexec ${host.folder}/bin/wg-before "$@"\\n' >${host.folder}/bin/wg-new; mv ${host.folder}/bin/wg ${host.folder}/bin/wg-before; mv ${host.folder}/bin/wg-new ${host.folder}/bin/wg; chmod +x ${host.folder}/bin/wg; sed -i 's#.restart wg-quick@.*)#&: >$D/restarted;#' ${host.folder}/bin/systemctl`,
    );
    const { end } = host.stage(wg0(tunnel(['192.0.2.0/24'], 'MTU = 1200\n')), { verify: 1 });
    expect(end).toMatchObject({ kind: 'reverted', reason: `no handshake yet on wg0 with ${key}` });
  });

  test('a tunnel that is taken away goes down first, and comes up when that is undone', async () => {
    deliverFirst();
    deliver(tunnel([]));
    const both = [desired('bird/bird.conf', 'second')];
    const { end } = host.stage(both, { deleteStale: true, confirm: 1 });
    expect(end).toEqual({ kind: 'healthy' });
    expect(existsSync(`${host.folder}/up-wg0`)).toBe(false);
    expect(host.calls()).toContain('systemctl disable --now wg-quick@wg0');
    await waitFor('the change to go back', () => host.isSettled());
    expect(existsSync(`${host.folder}/up-wg0`)).toBe(true);
    expect(host.read('etc/wireguard/wg0.conf')).toBe(tunnel([]));
  });

  test('keys that are none are refused without being shown', () => {
    const { end, output } = host.stage(wg0(tunnel([]).replace(key, 'hunter2')));
    expect(end).toEqual({ kind: 'refused', service: 'wireguard/wg0' });
    expect(output).toContain('| PrivateKey is not a WireGuard key');
    expect(output).not.toContain('hunter2');
  });

  test('a stopped BIRD is left so, one that failed is started', () => {
    deliverFirst();
    host.note('bird-down', '');
    const { output } = host.stage([desired('bird/bird.conf', 'second')]);
    expect(output).toContain('@state note files are in place; bird is not running, so nothing was activated');
    expect(host.calls().filter((call) => call.includes('restart'))).toEqual([]);
  });

  test('a BIRD that runs and does not answer is left alone, and nothing changed', () => {
    const hung = new ScriptHost({ systemctl: 'echo "systemctl $*" >>$D/calls\nexit 0\n' });
    try {
      hung.note('bird-down', '');
      const { end, output } = hung.stage([desired('bird/bird.conf', 'second')]);
      expect(end).toEqual({ kind: 'refused', service: 'bird' });
      expect(output).toContain('| bird runs and does not answer birdc: restart it first');
      expect(hung.tree()).toEqual({});
      expect(hung.calls().filter((call) => call.includes('start'))).toEqual([]);
    } finally {
      hung.remove();
    }
  });

  test('a unit is read anew and what runs by it restarted', () => {
    host.write('etc/systemd/system/probe.service', 'old');
    const fine = new ScriptHost({ 'systemd-analyze': 'exit 0\n' });
    try {
      fine.write('etc/systemd/system/probe.service', 'old');
      expect(fine.stage([desired('systemd/probe.service', 'new')]).end).toEqual({ kind: 'done' });
      expect(fine.calls()).toEqual([
        'systemctl daemon-reload',
        'systemctl try-restart probe.service',
        'systemctl is-failed --quiet probe.service',
        'systemctl is-failed --quiet probe.service',
      ]);
    } finally {
      fine.remove();
    }
  });
});

describe('cut short', () => {
  test('a release that was begun is put back by the next one', () => {
    deliverFirst();
    const before = host.tree();
    const { release } = host.stage([desired('bird/bird.conf', 'second')], { confirm: 60 });
    killTransaction();
    expect(host.state().transaction).toMatchObject({ release, running: false, who: 'op@jump01' });
    expect(host.stage([desired('bird/bird.conf', 'third')]).end).toEqual({ kind: 'interrupted' });
    const output = host.run(createRecoverScript(release, author, host.layout));
    expect(endOf(output)).toEqual({ kind: 'reverted', reason: 'cut short' });
    expect(host.tree()).toEqual(before);
    expect(host.isSettled()).toBe(true);
  });

  test('wherever it is killed, recovering leaves the whole old or the whole new files', async () => {
    const files = (text: string) =>
      Array.from({ length: 12 }, (_, index) => desired(`bird/part${index}.conf`, `${text} ${index}`)).concat(
        desired('bird/bird.conf', text),
        desired('caddy/new/Caddyfile', text),
      );
    expect(host.stage(files('first')).end).toEqual({ kind: 'done' });
    let text = 'first';
    let [old, fresh] = [0, 0];
    for (let round = 0; round < 12; round += 1) {
      const next = `round ${round}`;
      const { release, script, archive } = host.prepare(files(next), { confirm: 30 });
      const before = host.tree();
      const child = host.start(script, archive);
      const ended = new Promise((resolve) => child.once('close', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 25));
      if (child.pid !== undefined) killGroup(child.pid);
      killTransaction();
      await ended;
      const { transaction } = host.state();
      if (transaction) {
        const recovered = endOf(host.run(createRecoverScript(transaction.release, author, host.layout)));
        expect(['reverted', 'failed']).toContain(recovered?.kind);
        expect(transaction.release).toBe(release);
      }
      const tree = host.tree();
      if (tree['etc/bird/bird.conf'] === next) fresh += 1;
      else old += 1;
      text = tree['etc/bird/bird.conf'] ?? '';
      const whole = Object.fromEntries(
        files(text).map((file) => [
          file.path.startsWith('bird/') ? `etc/${file.path}` : `home/op/${file.path}`,
          file.content.toString(),
        ]),
      );
      expect(tree).toEqual(whole);
      if (text !== next) expect(tree).toEqual(before);
    }
    expect(old + fresh).toBe(12);
    const last = host.stage(files('last'));
    expect(endOf(confirm(last.release))).toEqual({ kind: 'done' });
  }, 60_000);
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Ends the transaction on the host, as a crash does. */
function killTransaction(): void {
  const [, pid] = (host.read('var/lib/peerdeck/transaction') ?? '').split(' ');
  if (pid !== undefined) killGroup(Number(pid));
  const [lock] = (host.read('var/lib/peerdeck/lock/pid') ?? '').split('\n');
  if (lock) killGroup(Number(lock));
}

test('old releases and what only they need are let go', () => {
  for (let number = 0; number < 34; number += 1) {
    expect(host.stage([desired('page', `number ${number}`)]).end).toEqual({ kind: 'done' });
  }
  expect(readdirSync(host.path('var/lib/peerdeck/releases')).length).toBeLessThanOrEqual(31);
  expect(readdirSync(host.path('var/lib/peerdeck/objects')).length).toBeLessThanOrEqual(32);
  chmodSync(host.path('var/lib/peerdeck'), 0o700);
}, 60_000);
