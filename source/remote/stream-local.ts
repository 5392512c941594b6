import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Milliseconds } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { HostName } from '../fleet/model.ts';

/** Opens a stream-local forward to a UNIX socket on the host. Throws OperatorError when it is not let through. */
export function openStreamLocal(
  client: Client,
  path: string,
  host: HostName,
  limit: Milliseconds,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const fail = (answer: string, cause?: unknown): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      client.removeListener('close', lost);
      reject(
        new OperatorError(
          {
            kind: 'socket-unavailable',
            message: `${path} on ${host} cannot be opened over SSH`,
            host,
            attempted: `forwarding to ${path}`,
            answer: sanitizeLine(answer),
            hint: 'the login user needs read and write on it, and sshd AllowStreamLocalForwarding',
          },
          { cause },
        ),
      );
    };
    const lost = (): void => fail('the connection ended');
    const timer = setTimeout(() => fail('no answer in time'), limit);
    client.once('close', lost);
    try {
      client.openssh_forwardOutStreamLocal(path, (error, channel) => {
        if (error) {
          fail(error.message, error);
        } else if (settled) {
          channel.on('error', () => undefined);
          channel.close();
        } else {
          settled = true;
          clearTimeout(timer);
          client.removeListener('close', lost);
          resolve(channel);
        }
      });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error), error);
    }
  });
}
