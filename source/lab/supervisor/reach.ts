import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { OperatorError } from '../../basics/problem.ts';
import { dieWithParent } from './fabric.ts';
import type { LabHost } from './lab-host.ts';

const maxConnections = 256;

/** Listens on a host's reach address and carries each connection into the host's own loopback, so that a dead sshd shows. */
export async function openReach(host: LabHost, environment: NodeJS.ProcessEnv): Promise<Server | undefined> {
  const { reach } = host.spec;
  if (reach === undefined) return undefined;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
    carry(socket, host, environment),
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new OperatorError(
          {
            kind: 'lab-addresses',
            message: `cannot listen on ${reach.address}:${reach.port}`,
            host: host.spec.name,
            answer: error.message,
          },
          { cause: error },
        ),
      ),
    );
    server.listen({ port: reach.port, host: reach.address, exclusive: true }, resolve);
  });
  return server;
}

function carry(socket: Socket, host: LabHost, environment: NodeJS.ProcessEnv): void {
  // Errors of either side end both; the one at the other end sees a broken connection, which it is.
  socket.on('error', () => socket.destroy());
  if (host.pid === 0) {
    socket.resetAndDestroy();
    return;
  }
  const [program, ...options] = dieWithParent;
  const child = spawn(
    program,
    [...options, 'nsenter', '-t', `${host.pid}`, '-n', 'nc', '-N', '127.0.0.1', '22'],
    { env: environment, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  child.once('error', () => socket.destroy());
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdout.on('error', () => child.stdout.destroy());
  socket.pipe(child.stdin);
  child.stdout.pipe(socket, { end: false });
  let answered = false;
  child.stdout.once('data', () => {
    answered = true;
  });
  child.once('close', () => {
    if (answered) socket.end(() => socket.destroy());
    else socket.resetAndDestroy();
  });
  socket.once('close', () => child.kill('SIGKILL'));
}
