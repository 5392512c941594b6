import { createServer, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';

/** Routers that exist only as SSH servers of this process: a control socket and a kept-open shell each. */
export interface SimulatedHosts {
  readonly ports: readonly number[];
  /** The line of a `known_hosts` file for each of them. */
  readonly knownHosts: string;
}

const sessionsEach = 8;

function summarize(all: boolean): string {
  const lines = ['2002-Name       Proto      Table      State  Since         Info'];
  for (let session = 0; session < sessionsEach; session += 1) {
    lines.push(`1002-peer_${session}     BGP        ---        up     16:21:44.495  Established   `);
    if (!all) continue;
    lines.push(
      '1006-  BGP state:          Established',
      `     Neighbor address: 192.0.2.${session}`,
      '     Neighbor AS:      65002',
      '     Local AS:         65001',
      '   Channel ipv4',
      '     State:          UP',
      '     Table:          master4',
      '     Routes:         2 imported, 1 exported, 0 preferred',
      '     Route change stats:     received   rejected   filtered    ignored   accepted',
      '       Import updates:              4          0          2          0          2',
      ' ',
    );
  }
  return `${lines.join('\n')}\n0000 \n`;
}

const [summary, details] = [summarize(false), summarize(true)];

/** BIRD's control socket. */
function serveBird(stream: Duplex): void {
  stream.write('0001 BIRD 2.0.12 ready.\n');
  let rest = '';
  stream.on('data', (chunk) => {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'restrict') stream.write('0016 Access restricted\n');
      else stream.write(line.startsWith('show protocols all') ? details : summary);
    }
  });
}

/** The kept-open shell: each script is answered as a host without WireGuard would. */
function serveShell(channel: ServerChannel): void {
  let rest = '';
  channel.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1');
    for (;;) {
      const [, heading = '', marker = '', size = ''] = /^(([0-9a-f]+) (\d+) \d+\n)/.exec(rest) ?? [];
      const end = heading.length + Number(size);
      if (heading === '' || rest.length < end) return;
      const script = rest.slice(heading.length, end);
      rest = rest.slice(end);
      channel.write(script === 'echo ready' ? `ready\n${marker} 0\n` : `${marker} 1\n`);
      channel.stderr.write(`${marker}\n`);
    }
  });
}

function serveConnection(connection: Connection): void {
  connection.on('error', () => undefined);
  connection.on('authentication', (context) => context.accept());
  connection.on('session', (accept) => {
    accept().on('exec', (acceptExec, _reject, { command }) => {
      const channel = acceptExec();
      if (command.includes('while IFS=')) return serveShell(channel);
      channel.exit(0);
      channel.end();
    });
  });
  connection.on('openssh.streamlocal', (accept) => serveBird(accept()));
}

/** Starts so many hosts on ports of the loopback address. */
export async function simulateHosts(count: number): Promise<SimulatedHosts> {
  const { private: key, public: open } = ssh2.utils.generateKeyPairSync('ed25519');
  const ports = await Promise.all(
    Array.from({ length: count }, () => {
      const ssh = new ssh2.Server({ hostKeys: [key] }, serveConnection);
      const tcp: TcpServer = createServer((socket) => {
        socket.setNoDelay(true);
        ssh.injectSocket(socket);
      });
      return new Promise<number>((resolve) => {
        tcp.listen(0, '127.0.0.1', () => {
          const address = tcp.address();
          resolve(typeof address === 'object' && address !== null ? address.port : 0);
        });
      });
    }),
  );
  const keyLine = open.split(' ').slice(0, 2).join(' ');
  return { ports, knownHosts: ports.map((port) => `[127.0.0.1]:${port} ${keyLine}\n`).join('') };
}
