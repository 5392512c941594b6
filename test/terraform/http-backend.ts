import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of Terraform's http backend: states by path, with LOCK and UNLOCK, behind a name and a password. */
export interface HttpBackend {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** The state at the path, if any. */
  state(): string | undefined;
  /** The lock that is held, as its holder described it. */
  lock(): string | undefined;
  /** Every request so far, such as `POST`. */
  readonly requests: string[];
  /** From now on no request of these methods is answered: connections are cut. */
  cut(...methods: string[]): void;
  /** Calls back when a request of the method comes, before it is answered. */
  onRequest(method: string, listener: () => void): void;
}

const limit = 8 * 1024 * 1024;

/** Ends with the test. */
export async function startHttpBackend(): Promise<HttpBackend> {
  const [username, password] = ['fleet', 'http-backend-password'];
  let state: string | undefined;
  let lock: string | undefined;
  let cut: readonly string[] = [];
  const requests: string[] = [];
  const listeners = new Map<string, () => void>();
  const sockets = new Set<Socket>();
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  const answer = (method: string, body: string, id: string | null, response: ServerResponse): void => {
    const end = (status: number, text = '') => response.writeHead(status).end(text);
    const holder = lock === undefined ? undefined : readId(lock);
    switch (method) {
      case 'GET':
        return void (state === undefined ? end(404) : end(200, state));
      case 'POST':
        if (holder !== undefined && holder !== id) return void end(423, lock);
        state = body;
        return void end(200);
      case 'DELETE':
        state = undefined;
        return void end(200);
      case 'LOCK':
        if (lock !== undefined) return void end(423, lock);
        lock = body;
        return void end(200);
      case 'UNLOCK':
        lock = undefined;
        return void end(200);
      default:
        return void end(405);
    }
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? '';
    requests.push(method);
    listeners.get(method)?.();
    if (cut.includes(method)) return void request.socket.destroy();
    if (request.headers.authorization !== authorization) return void response.writeHead(401).end();
    const body = await readBody(request);
    const id = new URL(request.url ?? '/', 'http://x').searchParams.get('ID');
    answer(method, body, id, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('the server has no address');
  return {
    address: `http://127.0.0.1:${bound.port}/state/fleet`,
    username,
    password,
    state: () => state,
    lock: () => lock,
    requests,
    cut: (...methods) => {
      cut = methods;
    },
    onRequest: (method, listener) => listeners.set(method, listener),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > limit) throw new Error('the state is too large for a test');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function readId(lock: string): string {
  const value: unknown = JSON.parse(lock);
  return typeof value === 'object' && value !== null && 'ID' in value ? String(value.ID) : '';
}
