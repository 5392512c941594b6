import { access, readFile, rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/basics/problem.ts';
import { ControlConnection } from '../../source/lab/client/control-client.ts';
import { labFolder, readRecord } from '../../source/lab/state/record.ts';
import { downLab, listLabNames } from '../../source/operations/lab/lab-down.ts';
import { execInLab } from '../../source/operations/lab/lab-exec.ts';
import { labStatus } from '../../source/operations/lab/lab-status.ts';
import type { LabUpEvent } from '../../source/operations/lab/lab-up.ts';
import { runOperation } from '../../source/operations/operation.ts';
import {
  findHeldNamespaces,
  findHost,
  type LabRoom,
  listMarked,
  listNamespaces,
  openLabRoom,
  ssh,
  until,
} from './lab-room.ts';
import { prepareSmallLab } from './small-topology.ts';

let room: LabRoom;

beforeAll(async () => {
  room = await openLabRoom();
});

afterAll(async () => {
  await room?.remove();
});

async function down(...names: string[]): Promise<string[]> {
  const how: string[] = [];
  await runOperation(downLab({ names }), (event) => {
    if (event.type === 'lab-ended') how.push(event.how);
  });
  return how;
}

/** Notes what a lab consists of; the function it returns sees that nothing of it is left. */
async function watchLab(name: string): Promise<() => Promise<void>> {
  const namespaces = await listNamespaces((await labStatus(name)).hosts);
  expect(namespaces.size).toBeGreaterThan(4);
  return async () => {
    await until(
      () => listMarked(name),
      (pids) => pids.length === 0,
    );
    await until(
      () => findHeldNamespaces(namespaces),
      (held) => held.length === 0,
    );
    const mounts = await readFile('/proc/self/mounts', 'utf8');
    expect(mounts).not.toContain('/tmp/upper');
  };
}

async function supervisorOf(name: string): Promise<number> {
  const record = await readRecord(labFolder(name));
  if (!record?.supervisor) throw new Error(`the lab ${name} has no supervisor`);
  return record.supervisor.pid;
}

describe('a lab that is up', () => {
  beforeAll(async () => {
    const { handle, events } = await room.up('routine');
    await handle.close();
    expect(handle.failed).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'lab-ready', hosts: 4, failed: [] });
  });

  afterAll(async () => {
    await down('routine');
  });

  test('is logged in to as an ordinary user of groups bird and sudo', async () => {
    const { stdout } = await ssh(
      'routine',
      'one',
      'id; hostname; sudo -n id -un; /usr/sbin/birdc show status',
    );
    expect(stdout).toMatch(/uid=1000\(operator\).*sudo.*bird|uid=1000\(operator\).*bird.*sudo/);
    expect(stdout).toContain('\none\nroot\n');
    expect(stdout).toContain('Daemon is up and running');
  });

  test('has its sessions Established, over the exchange and through the tunnel, and its RPKI cache', async () => {
    const protocols = await until(
      async () =>
        (await execInLab({ lab: 'routine', host: 'one', command: ['birdc', 'show', 'protocols'] })).stdout,
      (text) => (text.match(/Established/g) ?? []).length === 3,
      40_000,
    );
    expect(protocols).toMatch(/inner .*Established/);
    const handshakes = await execInLab({
      lab: 'routine',
      host: 'one',
      command: ['wg', 'show', 'wg0', 'latest-handshakes'],
    });
    expect(Number(handshakes.stdout.trim().split('\t')[1])).toBeGreaterThan(0);
  }, 60_000);

  test('shows nothing of the homes and the configuration of this machine', async () => {
    const { stdout } = await ssh(
      'routine',
      'one',
      `sudo sh -c 'ls -A /root; ls /home /etc/wireguard /etc/bird /etc/ssh; ls -A ${room.root}; cat /etc/shadow'`,
    );
    const [names = '', ...shadow] = stdout.split(/^(?=root:)/m);
    expect(names.split(/\s+/).filter((word) => word !== '')).toEqual([
      ...['/etc/bird:', 'bird.conf', 'envvars', '/etc/ssh:', 'ssh_host_ed25519_key', 'sshd_config'],
      ...['/etc/wireguard:', 'wg0.conf', '/home:', 'operator'],
    ]);
    expect(shadow.join('')).not.toContain('$');
  });

  test('leaves a stopped BIRD stopped until it is started again', async () => {
    const stopped = await ssh('routine', 'two', 'sudo systemctl stop bird; systemctl is-active bird');
    expect(stopped).toMatchObject({ code: 3, stdout: 'inactive\n' });
    const started = await ssh('routine', 'two', 'sudo systemctl start bird && systemctl is-active bird');
    expect(started).toMatchObject({ code: 0, stdout: 'active\n' });
    const killed = await ssh(
      'routine',
      'two',
      'sudo kill -9 $(systemctl show -p MainPID --value bird); while pidof bird >/dev/null; do :; done; systemctl is-active bird; systemctl list-units --failed; sudo systemctl restart bird',
    );
    expect(killed.stdout).toBe('failed\nbird.service loaded failed failed bird\n');
  });

  test('refuses connections while sshd is dead, and accepts them when it is back', async () => {
    await execInLab({ lab: 'routine', host: 'two', command: ['systemctl', 'stop', 'ssh'] });
    const refused = await ssh('routine', 'two', 'true');
    expect(refused.code).toBe(255);
    expect(refused.stderr).toMatch(/reset by peer|closed|refused|broken pipe/i);
    await execInLab({ lab: 'routine', host: 'two', command: ['systemctl', 'start', 'ssh'] });
    expect(await ssh('routine', 'two', 'hostname')).toMatchObject({ code: 0, stdout: 'two\n' });
  });

  test('runs a small service that a deployment installs', async () => {
    const install = `printf '[Service]\\nEnvironment=WORD=%s\\nExecStart=/bin/sh -c "while :; do echo $WORD; sleep 5; done"\\n' moin | sudo tee /etc/systemd/system/greeter.service >/dev/null
      sudo systemctl daemon-reload && sudo systemctl enable --now greeter && systemctl is-active greeter
      until journalctl -u greeter | grep -q moin; do :; done
      sudo systemctl stop greeter; systemctl is-active greeter`;
    expect((await ssh('routine', 'one', install)).stdout).toBe('active\ninactive\n');
  });

  test('is refused a second time, and joined where that is wanted', async () => {
    await expect(room.up('routine')).rejects.toMatchObject({ problem: { kind: 'lab-exists' } });
    const { handle } = await room.up('routine', { ifRunning: 'join', lifetime: 'session' });
    await handle.close();
    expect((await labStatus('routine')).state).toBe('up');
  });

  test('is not joined from another repository', async () => {
    const joining = room.up('routine', { ifRunning: 'join', root: '/elsewhere' });
    await expect(joining).rejects.toMatchObject({ problem: { kind: 'lab-exists' } });
  });

  test('has room for another lab beside it', async () => {
    const { handle } = await room.up('beside', { lifetime: 'session' });
    try {
      const [here, there] = [await labStatus('routine'), await labStatus('beside')];
      expect(findHost(here, 'one').reach).not.toBe(findHost(there, 'one').reach);
      expect((await ssh('beside', 'one', 'hostname')).stdout).toBe('one\n');
      expect((await ssh('routine', 'one', 'hostname')).stdout).toBe('one\n');
    } finally {
      await handle.close();
    }
    expect(await listLabNames()).toEqual(['routine']);
  });
});

describe('a lab that ends', () => {
  afterEach(async () => {
    for (const name of await listLabNames()) if (name === 'ending') await down(name);
  });

  test('leaves nothing behind, and is unknown afterwards', async () => {
    await (await room.up('ending')).handle.close();
    const expectNothing = await watchLab('ending');
    expect(await down('ending')).toEqual(['ended']);
    await expectNothing();
    await expect(access(labFolder('ending'))).rejects.toThrow();
    await expect(down('ending')).rejects.toMatchObject({ problem: { kind: 'lab-unknown' } });
  });

  test('ends with its last user when it is not kept', async () => {
    const { handle } = await room.up('ending', { lifetime: 'session' });
    const expectNothing = await watchLab('ending');
    const second = await room.up('ending', { lifetime: 'session', ifRunning: 'join' });
    await handle.close();
    expect((await labStatus('ending')).state).toBe('up');
    await second.handle.close();
    await expectNothing();
    await expect(access(labFolder('ending'))).rejects.toThrow();
  });

  test('leaves no process and no namespace when its supervisor is killed, and can be built again', async () => {
    await (await room.up('ending')).handle.close();
    const expectNothing = await watchLab('ending');
    process.kill(await supervisorOf('ending'), 'SIGKILL');
    await expectNothing();
    expect((await labStatus('ending')).state).toBe('stale');
    const { handle, events } = await room.up('ending', { lifetime: 'session' });
    expect(events[0]).toMatchObject({ type: 'lab-stage', stage: 'clearing' });
    await handle.close();
  });

  test('is ended by its mark when its folder is gone', async () => {
    await (await room.up('ending')).handle.close();
    const expectNothing = await watchLab('ending');
    await rm(labFolder('ending'), { recursive: true });
    expect(await listLabNames()).toContain('ending');
    expect(await down('ending')).toEqual(['cleared']);
    await expectNothing();
  });

  test('is ended from outside when its supervisor is frozen', { timeout: 40_000 }, async () => {
    await (await room.up('ending')).handle.close();
    const expectNothing = await watchLab('ending');
    process.kill(await supervisorOf('ending'), 'SIGSTOP');
    expect(await down('ending')).toEqual(['ended']);
    await expectNothing();
  });
});

describe('a lab that does not come up', () => {
  test('is taken down when it is interrupted half-way', async () => {
    const abort = new AbortController();
    const slow: typeof prepareSmallLab = async (request) => {
      const prepared = await prepareSmallLab(request);
      abort.abort(new OperatorError({ kind: 'interrupted', message: 'Interrupted.' }));
      return prepared;
    };
    await expect(room.up('cut', { prepare: slow, signal: abort.signal })).rejects.toThrow('Interrupted.');
    await until(
      () => listMarked('cut'),
      (pids) => pids.length === 0,
    );
    await expect(access(labFolder('cut'))).rejects.toThrow();
    expect(await ControlConnection.open(labFolder('cut'))).toBeUndefined();
  });

  test('says the words of the planner that failed', async () => {
    const failing = room.up('unplanned', {
      prepare: async () => {
        throw new OperatorError({ kind: 'undefined-variable', message: 'asn is undefined' });
      },
    });
    await expect(failing).rejects.toThrow('asn is undefined');
    expect(await listLabNames()).not.toContain('unplanned');
  });

  test('tells the words of the host that failed, and keeps the others', async () => {
    const broken: typeof prepareSmallLab = async (request) => {
      const { topology, overlay } = await prepareSmallLab(request);
      const hosts = topology.hosts.map((host) =>
        host.name === 'peer'
          ? { ...host, files: host.files.map((file) => ({ ...file, content: 'protocol bpg { }\n' })) }
          : host,
      );
      return { topology: { ...topology, hosts }, overlay };
    };
    const { handle, events } = await room.up('partly', { prepare: broken, lifetime: 'session' });
    expect(handle.failed).toEqual(['peer']);
    const failure = events.find(isFailure);
    expect(failure?.host).toBe('peer');
    expect(failure?.detail).toContain('syntax error');
    await handle.close();
  });

  test('is not begun with names that mean something else', async () => {
    await expect(room.up('../up')).rejects.toMatchObject({ problem: { kind: 'usage' } });
    const odd: typeof prepareSmallLab = async (request) => {
      const { topology, overlay } = await prepareSmallLab(request);
      return {
        topology: { ...topology, hosts: topology.hosts.map((host) => ({ ...host, user: 'a b' })) },
        overlay,
      };
    };
    await expect(room.up('odd', { prepare: odd })).rejects.toMatchObject({
      problem: { kind: 'lab-topology' },
    });
    expect(await listMarked('odd')).toEqual([]);
  });
});

function isFailure(event: LabUpEvent): event is Extract<LabUpEvent, { type: 'lab-host' }> {
  return event.type === 'lab-host' && event.state === 'failed';
}
