import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findKnownHosts,
  fingerprintOf,
  formatKnownHost,
  hostKeyType,
  judgeHostKey,
  knownHostName,
  orderHostKeyAlgorithms,
  parseKnownHosts,
} from '../../source/remote/known-hosts.ts';
import { makeKey } from './local-sshd.ts';

let folder = '';
const keys = new Map<string, { line: string; blob: Buffer }>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'peerdeck-known-'));
  for (const [name, type] of [
    ['old', 'ed25519'],
    ['new', 'ed25519'],
    ['other', 'ecdsa'],
  ] as const) {
    makeKey(join(folder, name), type);
    const [kind = '', data = ''] = readFileSync(join(folder, `${name}.pub`), 'utf8').split(' ');
    keys.set(name, { line: `${kind} ${data}`, blob: Buffer.from(data, 'base64') });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function key(name: string): { line: string; blob: Buffer } {
  const found = keys.get(name);
  if (!found) throw new Error(`no key ${name}`);
  return found;
}

function judge(text: string, name: string, shown: string): string {
  const entries = findKnownHosts(parseKnownHosts(text, 'known_hosts'), name);
  const verdict = judgeHostKey(entries, key(shown).blob);
  return 'entry' in verdict ? `${verdict.kind} at line ${verdict.entry.line}` : verdict.kind;
}

describe('a host key against known_hosts', () => {
  test('is known, changed or unknown, with the line that says so', () => {
    const text = `# core\ncoreams01,192.0.2.1 ${key('old').line}\n[ixpams01]:2222 ${key('old').line}\n`;
    expect(judge(text, 'coreams01', 'old')).toBe('known at line 2');
    expect(judge(text, '192.0.2.1', 'new')).toBe('changed at line 2');
    expect(judge(text, knownHostName('ixpams01', 2222), 'new')).toBe('changed at line 3');
    expect(judge(text, 'ixpams01', 'old')).toBe('unknown');
  });

  test('of another type than the known ones is unknown, not changed', () => {
    expect(judge(`coreams01 ${key('old').line}\n`, 'coreams01', 'other')).toBe('unknown');
  });

  test('that is revoked is refused even where it is known', () => {
    const text = `coreams01 ${key('old').line}\n@revoked * ${key('old').line}\n`;
    expect(judge(text, 'coreams01', 'old')).toBe('revoked at line 2');
  });

  test('signed by an authority we do not follow stays unknown', () => {
    expect(judge(`@cert-authority * ${key('old').line}\n`, 'coreams01', 'old')).toBe('unknown');
  });

  test('follows patterns and their exceptions', () => {
    const text = `*.example.net,!jump.example.net ${key('old').line}\n`;
    expect(judge(text, 'core.example.net', 'old')).toBe('known at line 1');
    expect(judge(text, 'jump.example.net', 'old')).toBe('unknown');
  });
});

describe('known_hosts as OpenSSH writes it', () => {
  test('hashed names are found, ours and theirs', () => {
    const file = join(folder, 'hashed');
    writeFileSync(file, `coreams01 ${key('old').line}\n[ixpams01]:2222 ${key('new').line}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'pipe' });
    const theirs = readFileSync(file, 'utf8');
    expect(theirs).not.toContain('coreams01');
    expect(judge(theirs, 'coreams01', 'old')).toBe('known at line 1');
    expect(judge(theirs, '[ixpams01]:2222', 'new')).toBe('known at line 2');
    const ours = formatKnownHost('[vltatl01]:22022', key('old').blob, true);
    writeFileSync(file, ours);
    expect(
      execFileSync('ssh-keygen', ['-F', '[vltatl01]:22022', '-f', file], { encoding: 'utf8' }),
    ).toContain(key('old').line);
  });

  test('the fingerprint is the one ssh-keygen prints', () => {
    const printed = execFileSync('ssh-keygen', ['-lf', join(folder, 'old.pub')], { encoding: 'utf8' });
    expect(printed.split(' ')[1]).toBe(fingerprintOf(key('old').blob));
  });

  test('the lines about a name are those that ssh-keygen -F finds', () => {
    const names = ['core', 'core01', 'ixp.example.net', '[core]:2222', '192.0.2.1', '2001:db8::1'];
    const patterns = [...names, '*', 'core*', '!core01', '*.example.net', '[*]:2222', 'c?re', 'CORE'];
    const line = fc
      .record({
        names: fc.array(fc.constantFrom(...patterns), { minLength: 1, maxLength: 3 }),
        shape: fc.constantFrom('plain', 'comment', 'broken', 'spaced'),
      })
      .map(({ names: list, shape }) => {
        if (shape === 'comment') return `# ${list.join(',')}`;
        if (shape === 'broken') return `${list.join(',')} ssh-ed25519`;
        const gap = shape === 'spaced' ? '  \t' : ' ';
        return `${list.join(',')}${gap}${key('old').line}${gap}a comment`;
      });
    const file = join(folder, 'generated');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.constantFrom(...names), (lines, name) => {
        writeFileSync(file, `${lines.join('\n')}\n`);
        const ours = findKnownHosts(parseKnownHosts(`${lines.join('\n')}\n`, file), name);
        expect(ours.map((entry) => entry.line)).toEqual(findWithKeygen(file, name));
      }),
      { numRuns: 60 },
    );
  });
});

function findWithKeygen(file: string, name: string): readonly number[] {
  try {
    const found = execFileSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8', stdio: 'pipe' });
    return [...found.matchAll(/found: line (\d+)/g)].map(([, line]) => Number(line));
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return [];
    throw error;
  }
}

describe('reading known_hosts', () => {
  test('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const entry of parseKnownHosts(text, 'known_hosts')) expect(entry.line).toBeGreaterThan(0);
      }),
    );
    expect(hostKeyType(Buffer.from([0, 0]))).toBe('');
    expect(hostKeyType(Buffer.from([255, 255, 255, 255, 1]))).toBe('');
  });

  test('known types are offered first', () => {
    const entries = parseKnownHosts(`core ${key('other').line}\n`, 'known_hosts');
    expect(orderHostKeyAlgorithms(entries)[0]).toBe('ecdsa-sha2-nistp256');
    expect(orderHostKeyAlgorithms([])[0]).toBe('ssh-ed25519');
    expect(orderHostKeyAlgorithms([])).not.toContain('ssh-rsa');
  });
});
