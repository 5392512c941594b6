import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteWord, quoteWords, splitWords } from '../../source/remote/shell-words.ts';

const words = fc.array(
  fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')),
  { minLength: 1, maxLength: 8 },
);

describe('quoting words for a shell', () => {
  test('leaves plain words as they are typed', () => {
    expect(quoteWords(['birdc', 'show', '/etc/bird/bird.conf'])).toBe('birdc show /etc/bird/bird.conf');
    expect(quoteWord("it's")).toBe("'it'\\''s'");
    expect(quoteWord('')).toBe("''");
  });

  test('dash reads back every word as it was', () => {
    fc.assert(
      fc.property(words, (list) => {
        const line = `printf '%s\\0' ${quoteWords(list)}`;
        const answer = execFileSync('dash', ['-c', line], { encoding: 'utf8' });
        expect(answer.split('\0').slice(0, -1)).toEqual(list.map((word) => Buffer.from(word).toString()));
      }),
      { numRuns: 40 },
    );
  });

  test('splitting undoes quoting', () => {
    fc.assert(
      fc.property(words, (list) => {
        expect(splitWords(quoteWords(list))).toEqual({ words: list, unfinished: false });
      }),
    );
  });
});

describe('splitting a line into words', () => {
  test('as ansible_ssh_common_args are written', () => {
    const line = `-o ProxyCommand="ssh -W %h:%p -q jump@bastion" -o StrictHostKeyChecking=no -i '/home/op/my key'`;
    expect(splitWords(line).words).toEqual([
      '-o',
      'ProxyCommand=ssh -W %h:%p -q jump@bastion',
      '-o',
      'StrictHostKeyChecking=no',
      '-i',
      '/home/op/my key',
    ]);
  });

  test('tells when a quote is left open', () => {
    expect(splitWords('-o "Port 22').unfinished).toBe(true);
  });

  test("splits as Python's shlex does", () => {
    const lines = fc.array(fc.constantFrom('a', 'b', ' ', '"', "'", '\\', '=', '-o', '\t'), {
      maxLength: 12,
    });
    const samples = fc.sample(lines, 300).map((parts) => parts.join(''));
    const program = `import json, shlex, sys
def split(line):
    try:
        return shlex.split(line)
    except ValueError as error:
        return str(error)
print(json.dumps([split(line) for line in json.load(sys.stdin)]))`;
    const answer = execFileSync('/usr/bin/python3', ['-c', program], {
      input: JSON.stringify(samples),
      encoding: 'utf8',
    });
    const expected: unknown = JSON.parse(answer);
    const ours = samples.map((line) => {
      const { words: split, unfinished } = splitWords(line);
      return unfinished ? 'No closing quotation' : split;
    });
    // A backslash at the very end escapes nothing: shlex refuses it, a shell would wait for more.
    const isJudged = (theirs: unknown): boolean => theirs !== 'No escaped character';
    expect(Array.isArray(expected)).toBe(true);
    if (Array.isArray(expected)) {
      expect(ours.filter((_, index) => isJudged(expected[index]))).toEqual(expected.filter(isJudged));
    }
  });
});
