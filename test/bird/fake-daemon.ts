import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A control socket whose answers a test decides. */
export interface FakeDaemon {
  readonly path: string;
  /** Commands as they came, over all connections. */
  readonly commands: readonly string[];
  readonly connections: number;
  /** What a command is answered; undefined keeps silent. */
  answer: (command: string) => string | undefined;
  greeting: string;
  /** Answers what was kept silent until now. */
  thaw(): void;
  /** Ends every connection, as a restart does. */
  drop(): void;
  close(): Promise<void>;
}

const okay = '0000 \n';

export async function startFakeDaemon(): Promise<FakeDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-bird-'));
  const path = join(folder, 'bird.ctl');
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let owed: (() => void)[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.write(daemon.greeting);
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        commands.push(line);
        const answer = daemon.answer(line);
        if (answer === undefined) owed.push(() => socket.write(daemon.answer(line) ?? okay));
        else socket.write(answer);
      }
    });
  });
  const daemon: FakeDaemon = {
    path,
    commands,
    get connections() {
      return connections;
    },
    answer: () => okay,
    greeting: '0001 BIRD 2.0.12 ready.\n',
    thaw() {
      for (const each of owed) each();
      owed = [];
    },
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      daemon.drop();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return daemon;
}
