import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  parseLog,
  parseLogUnit,
  writeFollowScript,
  writeLogScript,
} from '../../../source/operations/peer/peer-log-script.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerdeck-log-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script where `journalctl` prints what it was asked for, and then these lines. */
function runWithJournal(script: string, lines: string): string {
  const tool = join(folder, 'journalctl');
  writeFileSync(tool, `#!/bin/sh\necho "asked: $*"\ncat <<'END'\n${lines}\nEND\n`);
  chmodSync(tool, 0o755);
  const { stdout } = spawnSync('sh', ['-c', script], {
    env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
  });
  return stdout;
}

const bird = parseLogUnit('bird');

test('the journal, and what came after it', () => {
  const first = parseLog(
    runWithJournal(
      writeLogScript(bird, 20),
      '-- Journal begins at Mon --\n2026-11-21T19:00:00+0000 one bird[7]: Started\n-- cursor: s=ab;i=1f',
    ),
  );
  expect(first).toEqual({
    kind: 'read',
    lines: [
      'asked: -u bird -n 20 --no-pager -o short-iso --show-cursor',
      '2026-11-21T19:00:00+0000 one bird[7]: Started',
    ],
    cursor: { kind: 'journal', cursor: 's=ab;i=1f' },
  });
  const script = writeFollowScript(bird, { kind: 'journal', cursor: 's=ab;i=1f' }, 500);
  const more = parseLog(runWithJournal(script, '-- No entries --'));
  expect(more).toMatchObject({ kind: 'read', cursor: undefined });
  expect(JSON.stringify(more)).toContain('--after-cursor=');
});

test('a journal that the login user may not read is one to ask for as root', () => {
  const words = 'No journal files were opened due to insufficient permissions.';
  expect(parseLog(runWithJournal(writeLogScript(bird, 5), words)).kind).toBe('denied');
});

test('a file: only lines of the service, only what is new, and again from its start after a rotation', () => {
  const file = join(folder, 'syslog');
  const old = 'Nov 21 19:00:00 one daemon.info bird: Started\n';
  const read = (offset: number) =>
    parseLog(
      spawnSync('sh', ['-c', writeFollowScript(bird, { kind: 'file', file, offset }, 10)], {
        encoding: 'utf8',
      }).stdout,
    );
  writeFileSync(file, `${old}Nov 21 19:00:01 one sshd[3]: hello\nNov 21 19:00:02 one bird: \u001b[31mred\n`);
  const next = read(Buffer.byteLength(old));
  expect(next).toMatchObject({ kind: 'read', lines: ['Nov 21 19:00:02 one bird: \u241b[31mred'] });
  writeFileSync(file, old);
  expect(read(200)).toMatchObject({ lines: [old.trim()], cursor: { offset: Buffer.byteLength(old) } });
  expect(read(Buffer.byteLength(old))).toMatchObject({ lines: [] });
});

test('no log at all says so', () => {
  expect(parseLog('@@none\nsh: 1: journalctl: not found\n')).toEqual({
    kind: 'none',
    why: 'sh: 1: journalctl: not found',
  });
});

test('units are words of ours, never of a shell', () => {
  expect(parseLogUnit('wg-quick@wg0').units).toEqual(['wg-quick@wg0']);
  expect(parseLogUnit('sshd').units).toEqual(['ssh', 'sshd']);
  for (const name of ['wg-quick@', 'wg-quick@a b', 'nginx', 'bird; reboot', "wg-quick@'"]) {
    expect(() => parseLogUnit(name)).toThrow('There is no log of');
  }
});

test('whatever a host prints, it is read without a fall, and safe to show', () => {
  const head = fc.constantFrom('@@journal', '@@file 12 /var/log/syslog', '@@denied x', '@@none', '');
  fc.assert(
    fc.property(head, fc.string({ unit: 'binary' }), (first, rest) => {
      const reading = parseLog(`${first}\n${rest}`);
      const text = reading.kind === 'read' ? reading.lines.join('') : reading.why;
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
