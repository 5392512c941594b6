import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listHidden } from '../../../source/lab/client/hidden-folders.ts';
import { generateOpensshKey } from '../../../source/lab/client/openssh-key.ts';
import { choosePrivilege } from '../../../source/lab/client/privilege.ts';
import { enterWords } from '../../../source/lab/enter.ts';

test('a key is one that ssh-keygen reads, with the same public half', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peerdeck-key-'));
  for (const comment of ['', 'a', 'peerdeck-lab-rehearsal', 'x'.repeat(70)]) {
    const key = generateOpensshKey(comment);
    const file = join(folder, `key-${comment.length}`);
    writeFileSync(file, key.privateKey, { mode: 0o600 });
    const { stdout, stderr } = spawnSync('/usr/bin/ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(`${key.publicKey} ${comment}`.trim());
  }
  rmSync(folder, { recursive: true });
});

test('root is root; others go through sudo, which asks only on a terminal', () => {
  expect(choosePrivilege(0, true)).toEqual({ prefix: [], asks: false });
  expect(choosePrivilege(1000, false)).toEqual({ prefix: ['sudo', '-n', '--'], asks: false });
  expect(choosePrivilege(1000, true)).toMatchObject({ asks: true });
});

test("the operator's home, repository and labs are hidden, the system never is", () => {
  expect(listHidden('/srv/fleet', '/home/ada', '/home/ada/.local/state/peerdeck/labs')).toEqual([
    '/home/ada',
    '/srv/fleet',
    '/home/ada/.local/state/peerdeck/labs',
  ]);
  expect(listHidden('/', '/usr', '/var/lib')).toEqual([]);
});

test('a command enters all namespaces of a host with a clean environment, and as the user it is for', () => {
  const words = enterWords({ pid: 42, user: 'operator', command: ['printf', '%s', 'a b'] });
  expect(words.slice(0, 9)).toEqual(['nsenter', '-t', '42', '-m', '-n', '-p', '-u', '-i', '--']);
  expect(words).toContain('HOME=/home/operator');
  expect(words.slice(-7)).toEqual([
    ...['--reuid=operator', '--regid=operator', '--init-groups', '--'],
    ...['printf', '%s', 'a b'],
  ]);
  expect(enterWords({ pid: 42, user: 'root', command: ['id'] })).not.toContain('setpriv');
});

test('on a terminal the command gets one of the host, its words as they were', () => {
  const words = enterWords({ pid: 42, user: 'root', command: ['echo', "it's", '$HOME'], terminal: 'xterm' });
  expect(words).toContain('TERM=xterm');
  expect(words.at(-2)).toBe("'echo' 'it'\\''s' '$HOME'");
});
