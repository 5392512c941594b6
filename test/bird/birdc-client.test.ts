import { expect, test } from 'vitest';
import { milliseconds } from '../../source/basics/brand.ts';
import { createBirdcClient } from '../../source/bird/index.ts';
import type { CommandResult, HostConnection } from '../../source/remote/connection.ts';
import { PretendedHost } from '../operations/observed-fleet.ts';

const whole = '0001 BIRD 2.0.12 ready.\n1000-BIRD 2.0.12\n0013 Daemon is up and running\n';

/** A host whose birdc and whose list of processes answer as told. */
function host(answer: Partial<CommandResult>, processes = ''): HostConnection {
  const pretended = new PretendedHost('one');
  return Object.assign(pretended, {
    exec: async (command: string): Promise<CommandResult> => ({
      host: pretended.host,
      command,
      exitCode: 0,
      stderr: '',
      truncated: false,
      duration: milliseconds(1),
      stdout: '',
      ...(command.includes('/proc/') ? { stdout: processes } : answer),
    }),
  });
}

const ask = (answer: Partial<CommandResult>, processes?: string) =>
  createBirdcClient(host(answer, processes)).send('show status');

test('an answer is whole where it ends with its line', async () => {
  expect(await ask({ stdout: whole })).toMatchObject({ code: 13 });
  expect(await ask({ stdout: `Welcome!\n\n${whole}` })).toMatchObject({ code: 13 });
});

test('an answer that was cut is none: what is missing would pass for gone', async () => {
  for (const size of [30, 60, whole.length - 1])
    await expect(ask({ stdout: whole.slice(0, size) })).rejects.toMatchObject({
      problem: { kind: 'bird-lost' },
    });
  await expect(ask({ stdout: whole, truncated: true })).rejects.toMatchObject({
    problem: { kind: 'bird-lost' },
  });
  await expect(ask({ stdout: whole, stderr: 'Connection closed by server\n' })).rejects.toMatchObject({
    problem: { kind: 'bird-lost' },
  });
});

test('a socket that is not there: the daemon is stopped, or runs without it', async () => {
  const stderr =
    'Unable to connect to server control socket (/run/bird/bird.ctl): No such file or directory\n';
  await expect(ask({ exitCode: 1, stderr })).rejects.toMatchObject({ problem: { kind: 'bird-stopped' } });
  await expect(ask({ exitCode: 1, stderr }, 'bird\n')).rejects.toMatchObject({
    problem: { kind: 'bird-unavailable', hint: expect.stringContaining('-s') },
  });
  const left = stderr.replace('No such file or directory', 'Connection refused');
  await expect(ask({ exitCode: 1, stderr: left }, 'bird\n')).rejects.toMatchObject({
    problem: { kind: 'bird-stopped' },
  });
});
