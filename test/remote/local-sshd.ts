import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host, HostName } from '../../source/fleet/model.ts';
import { PyDict } from '../../source/jinja/values.ts';

/** A real sshd on loopback, with a host key and a client key of its own, and a home that is not the user's. */
export interface LocalSshd {
  readonly port: number;
  /** Everything of it is in here: keys, known hosts, log, and `home`, the folder logins start in. */
  readonly folder: string;
  readonly home: string;
  readonly clientKey: string;
  readonly knownHosts: string;
  /** The public line of a host key. */
  hostKeyLine(type: 'ed25519' | 'ecdsa'): string;
  log(): string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends every session at once, as when the line is cut, and the listener with them. */
  kill(): void;
  remove(): Promise<void>;
}

export interface LocalSshdOptions {
  readonly hostKeys?: readonly ('ed25519' | 'ecdsa')[];
  readonly configuration?: readonly string[];
  /** A user of its own, that sudo knows, with a password; other accounts stay as they are. */
  readonly account?: { readonly name: string; readonly password: string; readonly sudoers: string };
  /** Put before the system's folders in PATH: stand-ins for commands. */
  readonly commands?: Readonly<Record<string, string>>;
  /** A folder of such stand-ins, before those. */
  readonly commandFolder?: string;
}

const sshd = '/usr/sbin/sshd';

export async function startLocalSshd(options: LocalSshdOptions = {}): Promise<LocalSshd> {
  if (!existsSync(sshd)) throw new Error(`openssh-server is missing: there is no ${sshd}`);
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-sshd-'));
  const home = join(folder, 'home');
  const bin = join(folder, 'bin');
  mkdirSync(home);
  mkdirSync(bin);
  mkdirSync('/run/sshd', { recursive: true });
  for (const [name, text] of Object.entries(options.commands ?? {})) {
    writeFileSync(join(bin, name), text, { mode: 0o755 });
  }
  const hostKeys = options.hostKeys ?? ['ed25519'];
  for (const type of hostKeys) makeKey(join(folder, `host_${type}`), type);
  makeKey(join(folder, 'client'), 'ed25519');
  const port = await findFreePort();
  const knownHosts = join(folder, 'known_hosts');
  const hostKeyLine = (type: string): string =>
    readFileSync(join(folder, `host_${type}.pub`), 'utf8')
      .trim()
      .split(' ')
      .slice(0, 2)
      .join(' ');
  writeFileSync(knownHosts, hostKeys.map((type) => `[127.0.0.1]:${port} ${hostKeyLine(type)}\n`).join(''));
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      'ListenAddress 127.0.0.1',
      `Port ${port}`,
      ...hostKeys.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
      `AuthorizedKeysFile ${join(folder, 'client.pub')}`,
      `PidFile ${join(folder, 'pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      `SetEnv HOME=${home} PATH=${options.commandFolder ?? bin}:${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      ...(options.configuration ?? []),
      '',
    ].join('\n'),
  );
  if (options.account) writeAccount(folder, home, options.account);
  return new RunningSshd(folder, port, hostKeyLine, options.account !== undefined);
}

class RunningSshd implements LocalSshd {
  #child: ChildProcess | undefined;

  constructor(
    readonly folder: string,
    readonly port: number,
    readonly hostKeyLine: (type: 'ed25519' | 'ecdsa') => string,
    readonly withAccount: boolean,
  ) {}

  get home(): string {
    return join(this.folder, 'home');
  }

  get clientKey(): string {
    return join(this.folder, 'client');
  }

  get knownHosts(): string {
    return join(this.folder, 'known_hosts');
  }

  log(): string {
    const file = join(this.folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async start(): Promise<void> {
    const command = [sshd, '-D', '-f', join(this.folder, 'sshd_config'), '-E', join(this.folder, 'log')];
    const [program = '', ...words] = this.withAccount ? [...inAccounts(this.folder), ...command] : command;
    this.#child = spawn(program, words, { stdio: 'ignore', detached: true });
    // A test run that ends early must not leave a server behind.
    process.once('exit', () => this.kill());
    await waitFor(
      `sshd on port ${this.port}`,
      () => answers(this.port),
      () => this.log(),
    );
  }

  async stop(): Promise<void> {
    this.kill();
    await waitFor(`the end of sshd on port ${this.port}`, async () => !(await answers(this.port)));
  }

  kill(): void {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined) return;
    // What runs on the host outlives the line: only sshd's own processes end.
    for (const { pid, name } of descendantsOf(child.pid)) if (name.startsWith('sshd')) kill(pid);
  }

  async remove(): Promise<void> {
    const left = this.#child?.pid === undefined ? [] : descendantsOf(this.#child.pid);
    await this.stop();
    for (const { pid } of left) kill(pid);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const accountFiles = ['passwd', 'group', 'shadow', 'sudoers'];

/** Account files with one more user, shown to this sshd alone. */
function writeAccount(folder: string, home: string, account: NonNullable<LocalSshdOptions['account']>): void {
  const { name, password, sudoers } = account;
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], {
    input: password,
    encoding: 'utf8',
  }).trim();
  const system = (file: string): string => readFileSync(join('/etc', file), 'utf8');
  chmodSync(folder, 0o755);
  chmodSync(home, 0o777);
  writeFileSync(join(folder, 'passwd'), `${system('passwd')}${name}:x:61000:61000::${home}:/bin/sh\n`);
  writeFileSync(join(folder, 'group'), `${system('group')}${name}:x:61000:\n`);
  writeFileSync(join(folder, 'shadow'), `${system('shadow')}${name}:${hash}:19000:0:99999:7:::\n`, {
    mode: 0o640,
  });
  writeFileSync(join(folder, 'sudoers'), `${sudoers}\n`, { mode: 0o440 });
}

/** A mount namespace in which those files stand in place of the system's: needs root, as the lab does. */
function inAccounts(folder: string): readonly string[] {
  const mounts = accountFiles.map((file) => `mount --bind ${join(folder, file)} /etc/${file}`).join(' && ');
  return ['unshare', '-m', '--propagation', 'private', 'sh', '-c', `${mounts} && exec "$@"`, 'sh'];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}

interface Descendant {
  readonly pid: number;
  readonly name: string;
}

function descendantsOf(root: number): readonly Descendant[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  const found: Descendant[] = [{ pid: root, name: 'sshd' }];
  for (const { pid: parent } of found) {
    for (const [pid, ppid, name = ''] of rows) {
      if (Number(ppid) === parent) found.push({ pid: Number(pid), name });
    }
  }
  return found;
}

/** Makes a key pair with ssh-keygen; with a passphrase it is encrypted. */
export function makeKey(path: string, type: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.on('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Waits for a state of the world, looking every few milliseconds, for at most ten seconds. */
export async function waitFor(
  what: string,
  reached: () => boolean | Promise<boolean>,
  evidence: () => string = () => '',
): Promise<void> {
  const limit = Date.now() + 10_000;
  while (!(await reached())) {
    if (Date.now() > limit) throw new Error(`waited 10 s for ${what}\n${evidence()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface LocalHostOptions {
  readonly name?: string;
  readonly address?: string;
  readonly port?: number;
  readonly user?: string;
  readonly key?: string;
  readonly arguments?: string;
  readonly becomePassword?: string;
}

/** An inventory host that is reached at this sshd, without any configuration of the user's own. */
export function hostAt(sshdServer: LocalSshd, options: LocalHostOptions = {}): Host {
  const name = (options.name ?? 'ixpams01') as HostName;
  return {
    name,
    groups: [],
    templateGroup: 'ixp' as Host['templateGroup'],
    connection: {
      address: options.address ?? '127.0.0.1',
      port: options.port ?? sshdServer.port,
      user: options.user ?? userInfo().username,
      privateKeyFile: options.key ?? sshdServer.clientKey,
      commonArguments:
        options.arguments ??
        `-F none -o UserKnownHostsFile=${sshdServer.knownHosts} -o IdentityAgent=none -o IdentitiesOnly=yes`,
      ...(options.becomePassword === undefined ? {} : { becomePassword: options.becomePassword }),
    },
    variables: new PyDict(),
    definedAt: { file: 'inventory/hosts.yml', line: 1 },
  };
}
