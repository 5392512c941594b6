import { lchown } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import {
  type ControlMessage,
  type ControlRequest,
  controlRequestSchema,
  LineReader,
} from '../control-protocol.ts';
import { openSocketPath } from '../state/socket-path.ts';

/** A client on the control socket. */
export interface ControlClient {
  send(message: ControlMessage): void;
}

export interface ControlHandlers {
  greet(client: ControlClient): void;
  handle(client: ControlClient, request: ControlRequest): void;
  leave(client: ControlClient): void;
}

/** Listens on a UNIX socket that only its owner may open. */
export async function listenForControl(
  folder: string,
  owner: number,
  handlers: ControlHandlers,
): Promise<Server> {
  const server = createServer((socket) => serve(socket, handlers));
  const { path, release } = await openSocketPath(folder);
  const previous = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(previous);
  }
  await lchown(path, owner, -1);
  await release();
  return server;
}

function serve(socket: Socket, handlers: ControlHandlers): void {
  const client: ControlClient = {
    send: (message) => {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
  };
  const reader = new LineReader((line) => {
    const request = parseRequest(line);
    if (request === undefined) socket.destroy();
    else handlers.handle(client, request);
  });
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => reader.push(chunk));
  // A lost client is one that left.
  socket.on('error', () => socket.destroy());
  socket.once('close', () => handlers.leave(client));
  handlers.greet(client);
}

function parseRequest(line: string): ControlRequest | undefined {
  try {
    return controlRequestSchema.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
