import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { milliseconds } from '../../source/basics/brand.ts';
import { OperatorError } from '../../source/basics/problem.ts';
import { type BirdClient, createBirdClient, type SocketClientOptions } from '../../source/bird/index.ts';
import { type FakeDaemon, startFakeDaemon } from './fake-daemon.ts';

let daemon: FakeDaemon;
const clients: BirdClient[] = [];

function open(): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(daemon.path, () => resolve(socket));
    socket.on('error', reject);
  });
}

function connect(options: SocketClientOptions = {}, opener = open): BirdClient {
  const client = createBirdClient(opener, { timeout: milliseconds(5_000), ...options });
  clients.push(client);
  return client;
}

/** The kind of the problem that a promise is rejected with. */
async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return error instanceof OperatorError ? error.problem.kind : String(error);
  }
}

beforeEach(async () => {
  daemon = await startFakeDaemon();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await daemon.close();
});

test('commands given at once are answered in their order, over one connection', async () => {
  daemon.answer = (command) => `1000-${command}\n0013 ok\n`;
  const client = connect();
  const replies = await Promise.all(['show a', 'show b', 'show c'].map((command) => client.send(command)));
  expect(replies.map((reply) => reply.text.split('\n')[0])).toEqual([
    '1000-show a',
    '1000-show b',
    '1000-show c',
  ]);
  expect(daemon.connections).toBe(1);
});

test('a refusal is an answer', async () => {
  daemon.answer = () => '9001 syntax error\n';
  await expect(connect().send('show nonsense')).resolves.toEqual({ text: '9001 syntax error\n', code: 9001 });
});

test('a restricted client says so before its first command', async () => {
  daemon.answer = () => '0016 Access restricted\n';
  await connect({ restricted: true }).send('show status');
  expect(daemon.commands).toEqual(['restrict', 'show status']);
});

test('a daemon that was restarted between two questions is asked anew', async () => {
  const client = connect();
  await client.send('show status');
  daemon.drop();
  await expect(client.send('show status')).resolves.toMatchObject({ code: 0 });
  expect(daemon.connections).toBe(2);
});

test('an order is never given twice', async () => {
  const client = connect();
  await client.send('show status');
  daemon.answer = () => {
    daemon.drop();
    return undefined;
  };
  await expect(failureOf(client.send('configure'))).resolves.toBe('bird-lost');
  expect(daemon.commands.filter((command) => command === 'configure')).toHaveLength(1);
});

test('a frozen daemon is told as frozen, and needs no second connection to recover', async () => {
  daemon.answer = () => undefined;
  const client = connect({ timeout: milliseconds(30) });
  await expect(failureOf(client.send('show protocols'))).resolves.toBe('bird-frozen');
  await expect(failureOf(client.send('configure'))).resolves.toBe('bird-frozen');
  daemon.answer = (command) => `1000-${command}\n0000 \n`;
  daemon.thaw();
  const reply = await client.send('show status', { timeout: milliseconds(5_000) });
  expect(reply.text).toContain('show status');
  expect(daemon.connections).toBe(1);
  expect(daemon.commands).toEqual(['show protocols', 'show status']);
});

test('a daemon that accepts and says nothing is frozen too', async () => {
  daemon.greeting = '';
  await expect(failureOf(connect({ timeout: milliseconds(30) }).send('show status'))).resolves.toBe(
    'bird-frozen',
  );
});

test('a socket that does not open in time is not called frozen', async () => {
  const never = () => new Promise<Duplex>(() => undefined);
  const client = connect({ timeout: milliseconds(30) }, never);
  await expect(failureOf(client.send('show status'))).resolves.toBe('bird-unavailable');
});

test('a stream that opens too late is closed again', async () => {
  const stream = new PassThrough();
  let deliver: (stream: Duplex) => void = () => undefined;
  const late = new Promise<Duplex>((resolve) => {
    deliver = resolve;
  });
  const client = connect({ timeout: milliseconds(20) }, () => late);
  await expect(failureOf(client.send('show status'))).resolves.toBe('bird-unavailable');
  deliver(stream);
  await new Promise((resolve) => stream.once('close', resolve));
  expect(stream.destroyed).toBe(true);
});

test('an interrupted question leaves the next one its own answer', async () => {
  daemon.answer = () => undefined;
  const client = connect();
  const controller = new AbortController();
  const interrupted = client.send('show a', { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(interrupted).rejects.toThrow('enough');
  daemon.answer = (command) => `1000-${command}\n0000 \n`;
  daemon.thaw();
  await expect(client.send('show b')).resolves.toMatchObject({ text: '1000-show b\n0000 \n' });
});

test('an answer without end is given up', async () => {
  daemon.answer = () => `1000-${'x'.repeat(5_000)}`;
  await expect(failureOf(connect({ maxSize: 1_000 }).send('show status'))).resolves.toBe('bird-flooding');
});

test('another service on the socket is no BIRD', async () => {
  daemon.greeting = '0220 mail ready\n';
  await expect(failureOf(connect().send('show status'))).resolves.toBe('bird-unavailable');
});

test('a command is one line', async () => {
  await expect(failureOf(connect().send('show status\nconfigure'))).resolves.toBe('bird-unavailable');
  expect(daemon.commands).toEqual([]);
});
