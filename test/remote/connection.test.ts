import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { milliseconds } from '../../source/basics/brand.ts';
import type { Problem } from '../../source/basics/problem.ts';
import { OperatorError } from '../../source/basics/problem.ts';
import type { CommandRecord, HostConnection, RemotePool } from '../../source/remote/connection.ts';
import { createRemotePool, type RemoteOptions } from '../../source/remote/pool.ts';
import {
  hostAt,
  type LocalHostOptions,
  type LocalSshd,
  makeKey,
  startLocalSshd,
  waitFor,
} from './local-sshd.ts';

let sshd: LocalSshd;
const pools: RemotePool[] = [];

beforeAll(async () => {
  sshd = await startLocalSshd({ hostKeys: ['ed25519', 'ecdsa'] });
  await sshd.start();
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.closeAll()));
});
afterAll(() => sshd.remove());

function connect(host: LocalHostOptions = {}, options: RemoteOptions = {}): HostConnection {
  const inventoryHost = hostAt(sshd, host);
  const pool = createRemotePool([inventoryHost], { reconnectLimit: milliseconds(300), ...options });
  pools.push(pool);
  return pool.connect(inventoryHost.name);
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof OperatorError) return error.problem;
  throw error;
}

describe('a command on a host', () => {
  test('answers with its outputs and its exit code', async () => {
    const answer = await connect().exec('echo out; echo err >&2; exit 3');
    expect(answer).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 3, truncated: false });
  });

  test.each([false, true])('takes stdin byte for byte (kept-open shell: %s)', async (persistent) => {
    const host = connect();
    const stdin = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const answer = await host.exec('sha256sum', { stdin, persistent });
    expect(answer.stdout).toBe(execFileSync('sha256sum', { input: stdin, encoding: 'utf8' }));
    expect((await host.exec('echo next', { persistent })).stdout).toBe('next\n');
  });

  test.each([false, true])(
    'keeps no more output than its limit (kept-open shell: %s)',
    async (persistent) => {
      const answer = await connect().exec('yes | head -c 3000000', { maxBytes: 1000, persistent });
      expect(answer).toMatchObject({ exitCode: 0, truncated: true, stdout: 'y\n'.repeat(500) });
    },
  );

  test.each([false, true])('is given up when its time passes (kept-open shell: %s)', async (persistent) => {
    const host = connect();
    const hung = host.exec('sleep 30', { timeout: milliseconds(200), persistent });
    const next = host.exec('echo next', { persistent });
    expect(await problemOf(hung)).toMatchObject({
      kind: 'command-timeout',
      host: 'ixpams01',
      attempted: 'sleep 30',
    });
    expect((await next).stdout).toBe('next\n');
  });

  test.each([false, true])(
    'ends when the operator interrupts it (kept-open shell: %s)',
    async (persistent) => {
      const host = connect();
      await host.exec('true');
      const abort = new AbortController();
      const running = host.exec('sleep 30', { signal: abort.signal, persistent });
      abort.abort();
      expect((await problemOf(running)).kind).toBe('interrupted');
      expect((await host.exec('echo next', { persistent })).stdout).toBe('next\n');
    },
  );

  test('ended by a signal counts as a shell counts it', async () => {
    expect((await connect().exec('kill -KILL $$')).exitCode).toBe(137);
  });

  test('tells what it writes while it runs', async () => {
    const parts: string[] = [];
    await connect().exec('echo one; sleep 0.1; echo two', { onOutput: (text) => parts.push(text) });
    expect(parts.join('')).toBe('one\ntwo\n');
    expect(parts.length).toBeGreaterThan(1);
  });

  test('many at once wait for a channel instead of failing', async () => {
    const host = connect();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => host.exec(`echo ${index}`)));
    expect(answers.map(({ stdout }) => stdout.trim())).toEqual(answers.map((_, index) => `${index}`));
  });

  test('on the kept-open shell neither leaks into the next nor ends the shell', async () => {
    const host = connect();
    const answers = [];
    for (const command of [
      'leak=1; cd /; exit 4',
      'echo "$leak$(pwd)"',
      'echo "unfinished',
      'cat',
      'echo done',
    ]) {
      answers.push(await host.exec(command, { persistent: true }));
    }
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([4, 0, 2, 0, 0]);
    expect(answers[1]?.stdout.trim()).toBe((await host.exec('pwd')).stdout.trim());
    expect(answers[4]?.stdout).toBe('done\n');
  });

  test('costs a few milliseconds on an open connection', async () => {
    const host = connect();
    const times: number[] = [];
    for (let round = 0; round < 30; round += 1) {
      const started = performance.now();
      await host.exec(':', { quiet: true, persistent: true });
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    // With Nagle's algorithm and delayed ACKs it is above 40 ms, always.
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(30);
  });
});

describe('the command log', () => {
  test('shows what was run, without secrets, and nothing of polling', async () => {
    const inventoryHost = hostAt(sshd);
    const pool = createRemotePool([inventoryHost], { redact: (text) => text.replaceAll('s3cret', '***') });
    pools.push(pool);
    const log: CommandRecord[] = [];
    const stop = pool.onCommand((record) => log.push(record));
    const host = pool.connect(inventoryHost.name);
    await host.exec('echo s3cret');
    await host.exec('true', { quiet: true });
    await host.exec('exit 1', { label: 'stage release 1' });
    stop();
    await host.exec('true');
    expect(log.map(({ command, exitCode }) => [command, exitCode])).toEqual([
      ['echo ***', 0],
      ['stage release 1', 1],
    ]);
  });
});

describe('a host key', () => {
  const refusing = '-F none -o IdentityAgent=none -o IdentitiesOnly=yes';

  test('that is unknown is refused when there is nobody to ask', async () => {
    const file = join(sshd.folder, 'empty');
    const host = connect({ arguments: `${refusing} -o UserKnownHostsFile=${file}` });
    const problem = await problemOf(host.exec('true'));
    const printed = execFileSync('ssh-keygen', ['-lf', join(sshd.folder, 'host_ed25519.pub')], {
      encoding: 'utf8',
    });
    expect(problem).toMatchObject({ kind: 'host-key-unknown', host: 'ixpams01' });
    expect(problem.answer).toContain(printed.split(' ')[1]);
    expect(host.state.kind).toBe('unreachable');
  });

  test('that is unknown is asked about once, and written down', async () => {
    const file = join(sshd.folder, 'accepted');
    const asked: string[] = [];
    const questions: RemoteOptions['questions'] = {
      acceptHostKey: async ({ fingerprint }) => {
        asked.push(fingerprint);
        return true;
      },
      passphrase: async () => undefined,
      sudoPassword: async () => undefined,
    };
    for (let round = 0; round < 2; round += 1) {
      const host = connect({ arguments: `${refusing} -o UserKnownHostsFile=${file}` }, { questions });
      expect((await host.exec('echo in')).stdout).toBe('in\n');
    }
    expect(asked).toHaveLength(1);
    execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', file]);
  });

  test('that changed is refused, with the line to look at and the command that mends it', async () => {
    const file = join(sshd.folder, 'changed');
    makeKey(join(sshd.folder, 'foreign'), 'ed25519');
    const foreign = readFileSync(join(sshd.folder, 'foreign.pub'), 'utf8');
    writeFileSync(file, `# one line before\n[127.0.0.1]:${sshd.port} ${foreign}`);
    const accept = {
      acceptHostKey: async () => true,
      passphrase: async () => undefined,
      sudoPassword: async () => undefined,
    };
    const host = connect({ arguments: `${refusing} -o UserKnownHostsFile=${file}` }, { questions: accept });
    const problem = await problemOf(host.exec('true'));
    expect(problem).toMatchObject({ kind: 'host-key-changed', place: { file, line: 2 } });
    expect(problem.hint).toContain(`ssh-keygen -f ${file} -R '[127.0.0.1]:${sshd.port}'`);
  });

  test('of the type that is known is the one asked for', async () => {
    const file = join(sshd.folder, 'ecdsa-only');
    writeFileSync(file, `[127.0.0.1]:${sshd.port} ${sshd.hostKeyLine('ecdsa')}\n`);
    const host = connect({ arguments: `${refusing} -o UserKnownHostsFile=${file}` });
    expect((await host.exec('echo in')).stdout).toBe('in\n');
  });

  test('known for the bare name will do on another port', async () => {
    const file = join(sshd.folder, 'bare');
    writeFileSync(file, `127.0.0.1 ${sshd.hostKeyLine('ed25519')}\n`);
    const host = connect({ arguments: `${refusing} -o UserKnownHostsFile=${file}` });
    expect((await host.exec('echo in')).stdout).toBe('in\n');
  });
});

describe('logging in', () => {
  test('refused names the keys that were tried', async () => {
    makeKey(join(sshd.folder, 'stranger'), 'ed25519');
    const problem = await problemOf(connect({ key: join(sshd.folder, 'stranger') }).exec('true'));
    expect(problem).toMatchObject({ kind: 'login-refused' });
    expect(problem.attempted).toContain(join(sshd.folder, 'stranger'));
  });

  test('with a key that is not there says so', async () => {
    const problem = await problemOf(connect({ key: '/nowhere/key' }).exec('true'));
    expect(problem.kind).toBe('login-refused');
    expect(problem.answer).toContain('/nowhere/key');
  });

  test('a locked key asks for its passphrase, again when it was wrong', async () => {
    const locked = join(sshd.folder, 'locked');
    execFileSync('cp', [sshd.clientKey, locked]);
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'correct horse', '-f', locked], { stdio: 'pipe' });
    const answers = ['wrong', 'correct horse'];
    const asked: boolean[] = [];
    const questions: RemoteOptions['questions'] = {
      acceptHostKey: async () => false,
      passphrase: async ({ file, again }) => {
        expect(file).toBe(locked);
        asked.push(again);
        return answers.shift();
      },
      sudoPassword: async () => undefined,
    };
    expect((await connect({ key: locked }, { questions }).exec('echo in')).stdout).toBe('in\n');
    expect(asked).toEqual([false, true]);
    const problem = await problemOf(connect({ key: locked }).exec('true'));
    expect(problem.attempted).toContain('locked by a passphrase');
  });

  test('the agent opens what the key file does not', async () => {
    const locked = join(sshd.folder, 'agent-key');
    execFileSync('cp', [sshd.clientKey, locked]);
    execFileSync('cp', [`${sshd.clientKey}.pub`, `${locked}.pub`]);
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'phrase', '-f', locked], { stdio: 'pipe' });
    const socket = join(sshd.folder, 'agent');
    const printed = execFileSync('ssh-agent', ['-a', socket, '-s'], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(printed)?.[1]);
    try {
      execFileSync('ssh-add', ['-q', sshd.clientKey], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
        stdio: 'pipe',
      });
      const host = connect({
        key: locked,
        arguments: `-F none -o UserKnownHostsFile=${sshd.knownHosts} -o IdentitiesOnly=yes -o IdentityAgent=${socket}`,
      });
      expect((await host.exec('echo in')).stdout).toBe('in\n');
    } finally {
      process.kill(pid);
    }
  });
});

describe('the way to a host', () => {
  const through = (port: number, knownHosts: string, key: string, user: string): string =>
    `Host jump\n  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  IdentityFile ${key}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${knownHosts}\n`;

  test('leads through a jump host with settings of its own', async () => {
    const config = join(sshd.folder, 'jump-config');
    writeFileSync(config, through(sshd.port, sshd.knownHosts, sshd.clientKey, process.env['USER'] ?? 'root'));
    const host = connect({
      arguments: `-F ${config} -J jump -o UserKnownHostsFile=${sshd.knownHosts} -o IdentityAgent=none`,
    });
    const answer = await host.exec('echo "$SSH_CONNECTION"');
    expect(answer.stdout).toContain(`127.0.0.1 ${sshd.port}`);
  });

  test('leads through a ProxyCommand', async () => {
    const host = connect({
      address: 'ixpams01.example.net',
      arguments: `-F none -o ProxyCommand="nc 127.0.0.1 ${sshd.port}" -o HostKeyAlias=[127.0.0.1]:${sshd.port} -o UserKnownHostsFile=${sshd.knownHosts} -o IdentityAgent=none`,
    });
    expect((await host.exec('echo in')).stdout).toBe('in\n');
  });

  test('that fails tells what the ProxyCommand had to say', async () => {
    const host = connect({
      arguments: '-F none -o ProxyCommand="echo no route from here >&2; exit 1" -o IdentityAgent=none',
    });
    const problem = await problemOf(host.exec('true'));
    expect(problem).toMatchObject({ kind: 'host-unreachable' });
    expect(problem.answer).toContain('no route from here');
  });

  test('to a UNIX socket on the host', async () => {
    const path = join(sshd.folder, 'bird.ctl');
    const server = createServer((socket) => socket.end('0001 BIRD 2.0.12 ready.\n'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const host = connect();
    const socket = await host.openSocket(path);
    const text = await new Promise<string>((resolve) =>
      socket.once('data', (chunk) => resolve(String(chunk))),
    );
    expect(text).toBe('0001 BIRD 2.0.12 ready.\n');
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect((await problemOf(host.openSocket('/nowhere.ctl'))).kind).toBe('socket-unavailable');
  });
});

describe('a host that goes away', () => {
  test('is unreachable since then, tells a running command so, and comes back by itself', async () => {
    const other = await startLocalSshd();
    await other.start();
    const inventoryHost = hostAt(other);
    const pool = createRemotePool([inventoryHost], { reconnectLimit: milliseconds(300) });
    try {
      const host = pool.connect(inventoryHost.name);
      expect(host.state.kind).toBe('idle');
      await host.exec('true');
      await host.exec('true', { persistent: true });
      expect(host.state.kind).toBe('ready');
      const running = problemOf(host.exec('sleep 30'));
      const polling = problemOf(host.exec('sleep 30', { persistent: true, quiet: true }));
      await waitFor('the command to run', () => other.log().includes('Starting session'));
      const before = Date.now();
      await other.stop();
      expect(await running).toMatchObject({ kind: 'connection-lost', attempted: 'sleep 30' });
      expect((await polling).kind).toBe('connection-lost');
      expect(host.state.kind).toBe('unreachable');
      const since = host.state.kind === 'unreachable' ? host.state.since : 0;
      expect(since).toBeGreaterThanOrEqual(before);
      await waitFor(
        'a refused attempt',
        () => host.state.kind === 'unreachable' && host.state.problem.message.includes('refused'),
      );
      expect(host.state).toMatchObject({ since });
      expect(await problemOf(host.exec('true', { quiet: true }))).toMatchObject({ kind: 'host-unreachable' });
      await other.start();
      await waitFor('the connection to come back', () => host.state.kind === 'ready');
      expect((await host.exec('echo back')).stdout).toBe('back\n');
    } finally {
      await pool.closeAll();
      await other.remove();
    }
  });

  test('does not hold up any other', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const hosts = [
      hostAt(sshd, { name: 'deaf01', port, arguments: '-F none -o ConnectTimeout=1 -o IdentityAgent=none' }),
      hostAt(sshd, { name: 'ixpfra01' }),
    ];
    const pool = createRemotePool(hosts);
    pools.push(pool);
    const [deaf, other] = hosts.map(({ name }) => pool.connect(name));
    const waiting = problemOf(deaf?.exec('true') ?? Promise.resolve());
    expect((await other?.exec('echo in'))?.stdout).toBe('in\n');
    expect(await waiting).toMatchObject({
      kind: 'host-unreachable',
      message: expect.stringContaining('in time'),
    });
    silent.close();
    for (const socket of sockets) socket.destroy();
  });

  test('a closed connection stays closed', async () => {
    const host = connect();
    await host.exec('true');
    await host.close();
    expect((await problemOf(host.exec('true'))).kind).toBe('connection-closed');
  });
});
