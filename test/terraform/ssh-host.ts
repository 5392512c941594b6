import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished, vi } from 'vitest';

/** A host of its own network and mounts with sshd, sudo and a systemctl that starts simple units. */
export interface SshHost {
  readonly keyFile: string;
  readonly hostKey: string;
  /** A `terraform` that runs where the host is reached. */
  readonly terraform: string;
  run(command: string): Promise<{ readonly stdout: string; readonly exitCode: number }>;
}

const port = 2222;

const systemctl = `#!/bin/sh
verb=$1
shift
stop() { [ -f /run/units/$1 ] && kill "$(cat /run/units/$1)" 2>/dev/null; rm -f /run/units/$1; }
is_active() { [ -f /run/units/$1 ] && kill -0 "$(cat /run/units/$1)" 2>/dev/null; }
case $verb in
  restart)
    stop $1
    setsid sh -c "exec $(sed -n 's/^ExecStart=//p' /etc/systemd/system/$1.service)" >/dev/null 2>&1 </dev/null &
    echo $! >/run/units/$1 ;;
  stop) stop $1 ;;
  is-active) for unit; do is_active $unit && echo active || echo inactive; done ;;
esac
`;

/** Needs root, for the namespaces; ends with the test. */
export async function startSshHost(): Promise<SshHost> {
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  mkdirSync(path('bin'));
  writeFileSync(path('bin/systemctl'), systemctl, { mode: 0o755 });
  writeFileSync(path('bin/sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  for (const key of ['host', 'login'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(key)]);
  writeFileSync(
    path('sshd_config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${path('host')}`,
      `AuthorizedKeysFile ${path('login.pub')}`,
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      `SetEnv PATH=${path('bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
      '',
    ].join('\n'),
  );
  const boot = `mount -t tmpfs none /etc/systemd/system && mount -t tmpfs none /srv && mount -t tmpfs none /run &&
mkdir -p /run/units /run/sshd /run/own &&
mount --bind ${folder} /run/own && mount -t tmpfs none /tmp && mkdir -p ${folder} && mount --bind /run/own ${folder} &&
 ip link set lo up && exec /usr/sbin/sshd -D -f ${path('sshd_config')} -E ${path('log')}`;
  const host = spawn(
    'unshare',
    ['-n', '-m', '-p', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', boot],
    {
      stdio: 'ignore',
    },
  );
  onTestFinished(async () => {
    host.kill('SIGKILL');
    if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
  });
  const init = await vi.waitUntil(() => findChild(host.pid), { timeout: 5_000, interval: 20 });
  const enter = ['-t', String(init), '-n', '-m', '-p'];
  await vi.waitUntil(
    async () =>
      (await execa('nsenter', [...enter, 'nc', '-z', '127.0.0.1', String(port)], { reject: false }))
        .exitCode === 0,
    { timeout: 10_000, interval: 50 },
  );
  writeFileSync(path('terraform'), `#!/bin/sh\nexec nsenter -t ${init} -n terraform "$@"\n`, { mode: 0o755 });
  return {
    keyFile: path('login'),
    hostKey: readFileSync(path('host.pub'), 'utf8').split(' ').slice(0, 2).join(' '),
    terraform: path('terraform'),
    run: async (command) => {
      const env = { PATH: `${path('bin')}:/usr/sbin:/usr/bin:/sbin:/bin` };
      const result = await execa('nsenter', [...enter, 'sh', '-c', command], { env, reject: false });
      return { stdout: result.stdout, exitCode: result.exitCode ?? -1 };
    },
  };
}

function findChild(parent: number | undefined): number | undefined {
  const text = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
  return text === '' ? undefined : Number(text.split(' ')[0]);
}
