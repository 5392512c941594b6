import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/basics/problem.ts';
import { evaluateSshConfig, expandTokens, type SshOptions } from '../../source/remote/ssh-config.ts';
import { parseSshConfig } from '../../source/remote/ssh-config-file.ts';
import { readIncludedFiles, runMatchCommand } from '../../source/remote/ssh-config-files.ts';
import { matchPattern } from '../../source/remote/ssh-patterns.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerdeck-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function evaluate(text: string, host: string, file = 'config'): SshOptions {
  return evaluateSshConfig([parseSshConfig(text, file)], {
    host,
    localUser: userInfo().username,
    overrides: [],
    include: (pattern, from) => readIncludedFiles(pattern, from, homedir()),
    runs: runMatchCommand,
  });
}

/** What `ssh -G` makes of the same file. */
function askOpenSsh(text: string, host: string): Map<string, string[]> {
  const file = join(folder, 'config');
  writeFileSync(file, text, { mode: 0o600 });
  const printed = execFileSync('ssh', ['-G', '-F', file, host], { encoding: 'utf8', stdio: 'pipe' });
  const options = new Map<string, string[]>();
  for (const line of printed.trim().split('\n')) {
    const [keyword = '', ...rest] = line.split(' ');
    options.set(keyword, [...(options.get(keyword) ?? []), rest.join(' ')]);
  }
  return options;
}

const compared = [
  'user',
  'port',
  'identityfile',
  'proxyjump',
  'proxycommand',
  'connecttimeout',
  'hostkeyalias',
];

function expectTheSame(text: string, host: string): void {
  const ours = evaluate(text, host);
  const theirs = askOpenSsh(text, host);
  const name = expandTokens(ours.get('hostname')?.[0] ?? host, { h: host });
  expect({ text, host, hostname: name }).toEqual({ text, host, hostname: theirs.get('hostname')?.[0] });
  for (const keyword of compared) {
    const own = ours.get(keyword);
    const printed = theirs.get(keyword);
    // OpenSSH prints no proxy for `none`, and its default for what is not set.
    if (keyword.startsWith('proxy')) {
      expect({ text, host, [keyword]: withoutNone(own) }).toEqual({
        text,
        host,
        [keyword]: withoutNone(printed),
      });
    } else if (own !== undefined) {
      expect({ text, host, [keyword]: own }).toEqual({ text, host, [keyword]: printed });
    }
  }
}

function withoutNone(values: readonly string[] | undefined): readonly string[] {
  return (values ?? []).filter((value) => value !== 'none');
}

describe('~/.ssh/config', () => {
  test('the first value wins, and identities collect', () => {
    const options = evaluate(
      `Host ixp*\n  User op\n  Port 2222\n  IdentityFile ~/.ssh/ixp\nHost *\n  User root\n  IdentityFile ~/.ssh/all\n`,
      'ixpams01',
    );
    expect(options.get('user')).toEqual(['op']);
    expect(options.get('port')).toEqual(['2222']);
    expect(options.get('identityfile')).toEqual(['~/.ssh/ixp', '~/.ssh/all']);
  });

  test('ProxyJump and ProxyCommand: whichever comes first', () => {
    expectTheSame('Host a\n  ProxyJump jump1,jump2\nHost *\n  ProxyCommand nc %h %p\n', 'a');
    expectTheSame(
      'Host *\n  ProxyCommand ssh -o ControlMaster=no -W "[%h]:%p" jump\n  ProxyJump jump1\n',
      'a',
    );
  });

  test('Include stands where it is written, also inside a Host block', () => {
    writeFileSync(join(folder, 'extra-a'), 'User from-a\nHost ixp*\n  Port 2201\n');
    writeFileSync(join(folder, 'extra-b'), 'Port 2202\nUser from-b\n');
    for (const host of ['ixpams01', 'coreams01']) {
      expectTheSame(`Include ${folder}/extra-*\nHost *\n  User last\n`, host);
      expectTheSame(`Host core*\n  Include ${folder}/extra-*\nHost *\n  User last\n`, host);
    }
  });

  test('an Include that includes itself is an error, not a hang', () => {
    const file = join(folder, 'loop');
    writeFileSync(file, `Include ${file}\n`);
    expect(() => evaluate(`Include ${file}\n`, 'a')).toThrow(OperatorError);
  });

  test('Match exec runs its command with the tokens', () => {
    expectTheSame(
      'Match host ixp* exec "test %n = ixpams01"\n  User op\nMatch all\n  User root\n',
      'ixpams01',
    );
    expectTheSame('Match !exec "false"\n  User op\n', 'ixpams01');
  });

  test('Match final sees the name that HostName gave', () => {
    expectTheSame(
      'Host ixp\n  HostName ixp.example.net\nMatch final host *.example.net\n  User op\nHost *\n  Port 2022\n',
      'ixp',
    );
  });

  test('a line that cannot be read names its place', () => {
    expect(() => evaluate('Host *\n  User "op\n', 'a', '/home/op/.ssh/config')).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          kind: 'ssh-config-invalid',
          place: { file: '/home/op/.ssh/config', line: 2 },
        }),
      }),
    );
  });

  test('reading never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => parseSshConfig(text, 'config').path === 'config'),
    );
  });
});

const hosts = ['ixpams01', 'ixpfra01.example.net', 'core', '192.0.2.7'];
const pattern = fc.constantFrom(
  '*',
  'ixp*',
  '*.example.net',
  'core',
  '!core',
  'ixpams0?',
  '192.0.2.*',
  '!ixp*',
  'zzz',
);
const setting = fc.oneof(
  fc.constantFrom('op', 'root', 'admin').map((user) => `User ${user}`),
  fc.integer({ min: 1, max: 65535 }).map((port) => `Port ${port}`),
  fc
    .constantFrom('~/.ssh/a', '~/.ssh/b', '"/keys/with space"', '%d/.ssh/%r')
    .map((path) => `IdentityFile ${path}`),
  fc.constantFrom('192.0.2.9', '%h.example.net', 'other').map((name) => `HostName ${name}`),
  fc.constantFrom('jump', 'a@jump1,b@jump2:2222', 'none').map((jump) => `ProxyJump ${jump}`),
  fc.constantFrom('nc %h %p', 'none', 'ssh -q -W %h:%p jump').map((command) => `ProxyCommand ${command}`),
  fc.integer({ min: 1, max: 90 }).map((seconds) => `ConnectTimeout=${seconds}`),
  fc.constantFrom('alias1', 'alias2').map((alias) => `hostkeyalias ${alias}`),
);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const section = fc.oneof(
  patterns.map((list) => `Host ${list.join(' ')}`),
  patterns.map((list) => `Match host ${list.join(',')}`),
  patterns.map((list) => `Match !host ${list.join(',')}`),
  patterns.map((list) => `Match originalhost ${list.join(',')} user op,root`),
  fc.constantFrom(
    'Match all',
    'Match user op',
    'Match !user op',
    'Match localuser nobody',
    'Match final all',
  ),
);
const config = fc
  .array(fc.tuple(section, fc.array(setting, { maxLength: 4 })), { maxLength: 5 })
  .map((sections) =>
    sections.map(([head, settings]) => [head, ...settings.map((line) => `  ${line}`)].join('\n')).join('\n'),
  );

describe('against ssh -G', () => {
  test('generated configurations come to the same', () => {
    fc.assert(
      fc.property(config, fc.constantFrom(...hosts), (text, host) => expectTheSame(`${text}\n`, host)),
      { numRuns: 100 },
    );
  });
});

describe('patterns', () => {
  test('match as the matching regular expression does', () => {
    const character = fc.constantFrom('a', 'b', '.', '*', '?');
    fc.assert(
      fc.property(
        fc.array(character, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 }),
        (wanted, text) => {
          const expression = wanted
            .map((one) => (one === '*' ? '[^]*' : one === '?' ? '[^]' : one.replace('.', '\\.')))
            .join('');
          expect(matchPattern(wanted.join(''), text.join(''))).toBe(
            new RegExp(`^${expression}$`).test(text.join('')),
          );
        },
      ),
    );
  });
});
