import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAccounts } from '../../../source/lab/host/accounts.ts';

const passwd = `root:x:0:0:root:/root:/bin/zsh
bird:x:105:110::/run/bird:/usr/sbin/nologin
ada:x:1000:1000:Ada:/home/ada:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const group = `root:x:0:
sudo:x:27:ada
bird:x:110:ada
ada:x:1000:
`;

test('the services of this machine stay, its people go, the login user comes', () => {
  const accounts = buildAccounts(passwd, group, 'operator');
  expect(accounts.passwd).toContain('operator:x:1000:1000::/home/operator:/bin/bash\n');
  expect(accounts.passwd).toContain('bird:x:105:110:');
  expect(accounts.passwd + accounts.group + accounts.shadow).not.toContain('ada');
  expect(accounts.group).toContain('sudo:x:27:operator\nbird:x:110:operator\n');
  expect(accounts.login).toEqual({ user: 1000, group: 1000, home: '/home/operator' });
  expect(accounts.users.get('bird')).toBe(105);
});

test('nobody has a password, and the login account is not locked, so that sshd takes its key', () => {
  const { shadow } = buildAccounts(passwd, group, 'operator');
  for (const line of shadow.trim().split('\n')) expect(line.split(':')[1]).toBe('*');
});

test('a lab whose user is called like somebody here has its own account for it', () => {
  const accounts = buildAccounts(passwd, group, 'ada');
  expect(accounts.passwd.match(/^ada:/gm)).toHaveLength(1);
  expect(accounts.passwd).toContain('ada:x:1000:1000::/home/ada:/bin/bash');
});

test('root needs no account', () => {
  const accounts = buildAccounts(passwd, group, 'root');
  expect(accounts.login).toEqual({ user: 0, group: 0, home: '/root' });
  expect(accounts.passwd).not.toContain('1000');
});

test('whatever the account files hold, root is as it was and lines stay lines', () => {
  fc.assert(
    fc.property(fc.string(), (noise) => {
      const accounts = buildAccounts(`${passwd}${noise}\n`, group, 'operator');
      expect(accounts.passwd.startsWith('root:x:0:0:')).toBe(true);
      expect(accounts.passwd.endsWith('\n')).toBe(true);
    }),
  );
});
