import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { OperatorError, type Problem } from '../../source/basics/problem.ts';
import type { CommandRecord, HostConnection, RemotePool } from '../../source/remote/connection.ts';
import { createRemotePool, type RemoteOptions } from '../../source/remote/pool.ts';
import type { RemoteQuestions } from '../../source/remote/questions.ts';
import { hostAt, type LocalSshd, startLocalSshd } from './local-sshd.ts';

const password = "it's a $ecret";
let sshd: LocalSshd | undefined;
let pool: RemotePool | undefined;
const log: CommandRecord[] = [];

afterEach(async () => {
  await pool?.closeAll();
  await sshd?.remove();
  log.length = 0;
});

/** A login user whom sudo treats as `sudoers` says. */
async function connect(
  sudoers: string,
  options: RemoteOptions & { becomePassword?: string } = {},
): Promise<HostConnection> {
  if (!existsSync('/usr/bin/sudo')) throw new Error('sudo is missing: there is no /usr/bin/sudo');
  sshd = await startLocalSshd({ account: { name: 'op', password, sudoers } });
  await sshd.start();
  const { becomePassword } = options;
  const host = hostAt(sshd, { user: 'op', ...(becomePassword === undefined ? {} : { becomePassword }) });
  pool = createRemotePool([host], options);
  pool.onCommand((record) => log.push(record));
  return pool.connect(host.name);
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof OperatorError) return error.problem;
  throw error;
}

function answering(answers: (string | undefined)[], asked: boolean[]): RemoteQuestions {
  return {
    acceptHostKey: async () => false,
    passphrase: async () => undefined,
    sudoPassword: async ({ user, again }) => {
      expect(user).toBe('op');
      asked.push(again);
      return answers.shift();
    },
  };
}

describe('commands as root', () => {
  test('need no password where sudo asks for none', async () => {
    const host = await connect('op ALL=(ALL) NOPASSWD: ALL');
    for (const persistent of [false, true]) {
      const answer = await host.exec('id -u; cat', { asRoot: true, stdin: 'input', persistent });
      expect(answer).toMatchObject({ stdout: '0\ninput', exitCode: 0, command: 'sudo id -u; cat' });
    }
    expect((await host.exec('id -un')).stdout).toBe('op\n');
  });

  test('a password of the vault goes to sudo alone', async () => {
    const host = await connect('op ALL=(ALL) ALL', { becomePassword: password });
    for (const persistent of [false, true]) {
      const answer = await host.exec('id -u; cat; exit 7', { asRoot: true, stdin: 'input', persistent });
      expect(answer).toMatchObject({ stdout: '0\ninput', exitCode: 7 });
    }
    const { stdout } = await host.exec('cat /proc/*/cmdline | tr "\\0" " "', { asRoot: true });
    expect(stdout).not.toContain(password);
    expect(JSON.stringify(log)).not.toContain(password);
    expect(sshd?.log()).not.toContain(password);
  });

  test('a password that sudo does not take from the stream never reaches the command', async () => {
    const host = await connect('op ALL=(ALL) ALL\nop ALL=(ALL) NOPASSWD: /usr/bin/sh -c while*', {
      becomePassword: password,
    });
    const answer = await host.exec('cat', { asRoot: true, stdin: 'input' });
    expect(answer).toMatchObject({ stdout: 'input', exitCode: 0 });
  });

  test('a wrong password is said so, and tried once, however often one polls', async () => {
    const host = await connect('op ALL=(ALL) ALL', { becomePassword: 'wrong' });
    const sessions: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      expect(await problemOf(host.exec('id', { asRoot: true }))).toMatchObject({
        kind: 'sudo-password-wrong',
        host: 'ixpams01',
      });
      sessions.push(sshd?.log().match(/Starting session/g)?.length ?? 0);
    }
    expect(sessions).toEqual([2, 2, 2]);
    expect(JSON.stringify(log)).not.toContain('wrong"');
    expect((await host.exec('id -un')).stdout).toBe('op\n');
  });

  test('the password is asked for once, and again only when it was wrong', async () => {
    const asked: boolean[] = [];
    const host = await connect('op ALL=(ALL) ALL', { questions: answering(['wrong', password], asked) });
    const answers = await Promise.all([1, 2, 3].map(() => host.exec('id -u', { asRoot: true })));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['0\n', '0\n', '0\n']);
    expect(asked).toEqual([false, true]);
  });

  test('without anybody to ask the command is refused', async () => {
    const host = await connect('op ALL=(ALL) ALL');
    expect(await problemOf(host.exec('id', { asRoot: true }))).toMatchObject({
      kind: 'sudo-password-needed',
    });
  });

  test("a user whom sudo does not know reads sudo's own words", async () => {
    const host = await connect('root ALL=(ALL) ALL', { becomePassword: password });
    const problem = await problemOf(host.exec('id', { asRoot: true }));
    expect(problem).toMatchObject({ kind: 'sudo-refused', attempted: 'sudo' });
    expect(problem.answer).toMatch(/not in the sudoers|not allowed/);
  });
});

test('the stand-in for accounts is seen by the test alone', () => {
  expect(readFileSync('/etc/passwd', 'utf8')).not.toMatch(/^op:x:61000:/m);
});
