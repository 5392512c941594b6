import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { OperatorError } from '../basics/problem.ts';
import type { DialContext } from './dial.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';

/** The bytes' way to an sshd: a socket of our own, a channel through a jump host, or a command's pipes. */
export interface Transport {
  /** Absent where ssh2 opens the TCP connection itself. */
  readonly socket?: Duplex;
  /** What the way itself had to say, for an error; waits a moment for it to come to an end. */
  notes(): Promise<readonly string[]>;
  release(): void;
}

/** Prepares the way to an endpoint. Throws OperatorError when a jump host on it cannot be used. */
export async function transportTo(endpoint: Endpoint, context: DialContext): Promise<Transport> {
  const { path } = endpoint;
  switch (path.kind) {
    case 'direct':
      return { notes: async () => [], release: () => undefined };
    case 'command':
      return runProxyCommand(path.command);
    case 'jump': {
      const line = await context.jump(path.through);
      try {
        const socket = await forward(line.client, endpoint, path.through);
        return { socket, notes: async () => [], release: line.release };
      } catch (error) {
        line.release();
        throw error;
      }
    }
  }
}

function forward(client: Client, endpoint: Endpoint, through: Endpoint): Promise<Duplex> {
  const attempted = `forwarding through ${describeEndpoint(through)}`;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(
        new OperatorError(
          {
            kind: 'host-unreachable',
            message: `${describeEndpoint(endpoint)} cannot be reached from the jump host`,
            attempted,
            answer: error.message,
            hint: 'can the jump host reach it, and does its sshd allow TCP forwarding?',
          },
          { cause: error },
        ),
      );
    const timer = setTimeout(() => fail(new Error('no answer in time')), endpoint.connectTimeout);
    try {
      client.forwardOut('127.0.0.1', 0, endpoint.address, endpoint.port, (error, channel) => {
        clearTimeout(timer);
        if (error) fail(error);
        else resolve(channel);
      });
    } catch (error) {
      clearTimeout(timer);
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

const mostNoted = 2000;
/** Milliseconds to wait for the last words of a command. */
const longestWords = 300;

function runProxyCommand(command: string): Transport {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    said = (said + text).slice(0, mostNoted);
  });
  // The pipes of a command that ended break on the next write; the connection's own error tells of it.
  for (const stream of [child.stdin, child.stderr]) stream.on('error', () => undefined);
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => socket.destroy(error));
  child.on('exit', () => {
    child.stdout.on('end', () => socket.destroy());
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    socket,
    notes: async () => {
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, longestWords))]);
      return said === '' ? [] : [`ProxyCommand: ${said.trim()}`];
    },
    release: () => {
      socket.destroy();
      if (child.exitCode === null) child.kill('SIGTERM');
    },
  };
}
