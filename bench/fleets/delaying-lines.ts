import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const flag = '--delaying-lines';

/** A line to each of these places, on 127.0.0.1, that brings every byte later by half of a round trip, both ways. */
export interface DelayingLines {
  readonly ports: readonly number[];
  end(): void;
}

/** Kernels without netem cannot delay by themselves; all rivals take these lines alike. `program` starts the process. */
export async function openDelayingLines(
  program: string,
  places: readonly string[],
  roundTrip: number,
): Promise<DelayingLines> {
  const child: ChildProcess = fork(program, [flag, String(roundTrip / 2), ...places], { stdio: 'inherit' });
  const [ports]: [number[]] = await once(child, 'message').then(([message]) => [message]);
  return {
    ports,
    end: () => {
      child.kill('SIGKILL');
    },
  };
}

/** In the process of the lines: opens them, and tells their ports. */
export async function delayWhereAsked([, , given, delay, ...places]: readonly string[]): Promise<void> {
  if (given !== flag) return;
  process.once('disconnect', () => process.exit());
  process.send?.(await Promise.all(places.map((place) => openLine(place, Number(delay)))));
}

async function openLine(place: string, delay: number): Promise<number> {
  const [host = '', port = ''] = place.split(':');
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ host, port: Number(port), noDelay: true, allowHalfOpen: true });
    carry(near, far, delay);
    carry(far, near, delay);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function carry(from: Socket, to: Socket, delay: number): void {
  from.on('data', (chunk: Buffer) => setTimeout(() => to.write(chunk), delay));
  from.on('end', () => setTimeout(() => to.end(), delay));
  from.on('error', () => to.destroy());
}
