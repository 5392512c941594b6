import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillCommand, missingPart, readCommands } from '../../../source/console/desk/custom-commands.ts';

describe('a command of the repository', () => {
  it('is filled in with what is under the cursor, safe for the shell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (session) => {
        fc.pre(!session.includes('\0') && !/[\ud800-\udfff]/.test(session) && !session.endsWith('\n'));
        const command = fillCommand("printf '%s|' {host} {session}", { host: 'x', session });
        expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(`x|${session}|`);
      }),
      { numRuns: 12 },
    );
  });

  it('leaves what the shell means by braces alone', () => {
    expect(fillCommand('echo $'.concat('{host} {a,b} {host}'), { host: 'ams' })).toMatch(
      /^echo \$\{host\} \{a,b\} '?ams'?$/,
    );
  });

  it('says what it wants and there is none of', () => {
    expect(missingPart('show {session}', { host: 'ams' })).toBe('session');
    expect(missingPart('uptime', undefined)).toBeUndefined();
  });

  it('may change something unless it says that it does not', () => {
    const [careful, quiet] = readCommands([
      { title: 'a', command: 'b' },
      { title: 'c', command: 'd', changes: false, key: 'f6' },
    ]);
    expect([careful?.changes, quiet?.changes, quiet?.key]).toEqual([true, false, 'f6']);
  });

  it('is refused where it quotes what is filled in, or is not understood', () => {
    for (const command of ["echo '{host}'", 'ssh x "show {session}"', 'echo `{host}`']) {
      expect(() => readCommands([{ title: 'a', command }])).toThrow('within quotes');
    }
    expect(() => readCommands([{ title: 'a' }])).toThrow('commands[0].command');
    expect(() => readCommands([{ title: 'a', command: 'b', keys: 'x' }])).toThrow('commands[0]');
  });
});
