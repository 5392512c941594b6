import { type Duplex, duplexPair } from 'node:stream';
import { milliseconds, now } from '../../source/basics/brand.ts';
import { OperatorError } from '../../source/basics/problem.ts';
import type { Fleet, GroupName, Host, HostName } from '../../source/fleet/model.ts';
import { Origins } from '../../source/fleet/origins.ts';
import { PyDict } from '../../source/jinja/values.ts';
import { createSession, type FleetSession } from '../../source/operations/session.ts';
import type {
  CommandResult,
  ConnectionState,
  ExecOptions,
  HostConnection,
} from '../../source/remote/connection.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

export function nameHost(name: string): HostName {
  return name as HostName;
}

/** A BGP session of a pretended router. */
export interface PretendedSession {
  state: 'Established' | 'Active' | 'Idle';
  since: string;
  error?: string;
  imported?: number;
}

/** A host that a test takes down, freezes and mends: BIRD's socket, `wg` and a shell, as far as they are asked. */
export class PretendedHost implements HostConnection {
  readonly host: HostName;
  state: ConnectionState = { kind: 'idle' };
  bird: 'running' | 'stopped' | 'frozen' | 'absent' = 'running';
  /** The host answers nothing at all, like one whose line is cut. */
  silent = false;
  /** sshd says no, at once. */
  gone = false;
  forwarding = true;
  wg: string | { readonly refused: string } | undefined;
  readonly sessions = new Map<string, PretendedSession>();
  /** What BIRD was asked, over the socket and through birdc. */
  readonly questions: string[] = [];
  readonly commands: string[] = [];
  opened = 0;
  #sockets: Duplex[] = [];

  constructor(name: string) {
    this.host = nameHost(name);
    this.sessions.set('upstream', { state: 'Established', since: '16:00:00.000', imported: 3 });
  }

  async exec(command: string, options: ExecOptions = {}): Promise<CommandResult> {
    this.commands.push(command);
    await this.#reach(options.timeout ?? 15_000, options.signal);
    const [exitCode, stdout, stderr] = await this.#answer(command, options);
    return {
      host: this.host,
      command,
      exitCode,
      stdout,
      stderr,
      truncated: false,
      duration: milliseconds(1),
    };
  }

  async openSocket(): Promise<Duplex> {
    await this.#reach(5_000);
    if (!this.forwarding || this.bird === 'stopped' || this.bird === 'absent') {
      throw new OperatorError({ kind: 'socket-unavailable', message: 'open failed' });
    }
    this.opened += 1;
    const [near, far] = duplexPair();
    this.#sockets.push(near);
    if (this.bird === 'running') far.write('0001 BIRD 2.0.12 ready.\n');
    let rest = '';
    far.on('data', (chunk) => {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (this.bird === 'running') far.write(this.#ask(line));
    });
    return near;
  }

  async close(): Promise<void> {
    this.stopBird();
  }

  stopBird(): void {
    this.bird = 'stopped';
    this.#drop();
  }

  /** sshd is killed: the connection ends, and no other comes up. */
  kill(): void {
    this.gone = true;
    this.#drop();
    this.state = {
      kind: 'unreachable',
      since: now(),
      problem: { kind: 'connection-lost', message: `the connection to ${this.host} was lost` },
    };
  }

  revive(): void {
    this.gone = false;
    this.bird = 'running';
    this.state = { kind: 'ready', since: now() };
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets = [];
  }

  async #reach(timeout: number, signal?: AbortSignal): Promise<void> {
    if (this.gone && this.state.kind === 'unreachable') throw new OperatorError(this.state.problem);
    if (this.silent) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeout);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      throw new OperatorError({ kind: 'command-timeout', message: 'no end in time', host: this.host });
    }
    if (this.state.kind !== 'ready') this.state = { kind: 'ready', since: now() };
  }

  async #answer(command: string, options: ExecOptions): Promise<readonly [number, string, string]> {
    if (command.includes('command -v wg')) return [this.wg === undefined ? 1 : 0, '', ''];
    if (command.includes('wg show all')) {
      if (typeof this.wg === 'string') return [0, this.wg, ''];
      return [1, '', this.wg?.refused ?? 'wg: not found'];
    }
    const birdc = /exec birdc [^']*'(?<question>[^']*)'/.exec(command)?.groups?.['question'];
    if (birdc === undefined) return [0, '', ''];
    return this.#birdc(birdc, options);
  }

  async #birdc(question: string, options: ExecOptions): Promise<readonly [number, string, string]> {
    if (this.bird === 'absent') return [127, '', 'sh: 1: exec: birdc: not found'];
    if (this.bird === 'stopped') {
      return [
        1,
        '',
        'Unable to connect to server control socket (/run/bird/bird.ctl): No such file or directory',
      ];
    }
    if (this.bird === 'frozen') {
      await new Promise((resolve) => setTimeout(resolve, options.timeout));
      throw new OperatorError({ kind: 'command-timeout', message: 'no end in time' });
    }
    return [0, `0001 BIRD 2.0.12 ready.\n0016 Access restricted\n${this.#ask(question)}`, ''];
  }

  #ask(question: string): string {
    if (question === 'restrict') return '0016 Access restricted\n';
    this.questions.push(question);
    const wanted = /^show protocols all "(?<name>.*)"$/.exec(question)?.groups?.['name'];
    const all = question.startsWith('show protocols all');
    const rows = [...this.sessions].filter(([name]) => wanted === undefined || name === wanted);
    const lines = ['2002-Name       Proto      Table      State  Since         Info'];
    lines.push('1002-device1    Device     ---        up     16:00:00.000  ');
    for (const [name, { state, since, error = '', imported = 0 }] of rows) {
      const up = state === 'Established';
      lines.push(
        `1002-${name} BGP        ---        ${up ? 'up   ' : 'start'}  ${since}  ${state}   ${error}`,
      );
      if (!all) continue;
      lines.push(
        '1006-  Description:    a peer\u001b[2J',
        `   BGP state:          ${state}`,
        '     Neighbor address: 192.0.2.1',
        '     Neighbor AS:      65002',
        '     Local AS:         65001',
      );
      if (error) lines.push(`     Last error:       ${error}`);
      lines.push('   Channel ipv4', `     State:          ${up ? 'UP' : 'DOWN'}`);
      if (up) lines.push(`     Routes:         ${imported} imported, 1 exported, 0 preferred`);
      lines.push(' ');
    }
    return `${lines.join('\n')}\n0000 \n`;
  }
}

/** A session over pretended hosts. */
export function pretendFleet(...hosts: readonly PretendedHost[]): FleetSession {
  const group = 'ixp' as GroupName;
  const known: Host[] = hosts.map(({ host }) => ({
    name: host,
    groups: [group],
    templateGroup: group,
    connection: { address: host },
    variables: new PyDict(),
    definedAt: { file: 'inventory/inventory.yml' },
  }));
  const fleet: Fleet = {
    name: 'example',
    root: '/nowhere',
    mode: { kind: 'lab', name: 'example' },
    hosts: known,
    groups: [],
    origins: new Origins(),
    secretValues: new Set(),
  };
  return createSession({
    fleet,
    hosts: known,
    remote: {
      connect: (name) => {
        const found = hosts.find(({ host }) => host === name);
        if (!found) throw new Error(`no host ${name}`);
        return found;
      },
      onCommand: () => () => undefined,
      closeAll: async () => undefined,
    },
    renderedFolder: '/nowhere/.rendered',
    stateFolder: '/nowhere/.state',
    stamp: '',
    passwords: createVaultPasswords(),
  });
}
