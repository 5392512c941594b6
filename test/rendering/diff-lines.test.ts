import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, diffLines } from '../../source/rendering/diff-lines.ts';

function compare(before: string, after: string): string[] {
  return diffLines({ raw: before, shown: before }, { raw: after, shown: after }).map(describe);
}

function describe(line: DiffLine): string {
  if (line.kind === 'gap') return '…';
  return { context: ' ', added: '+', removed: '-' }[line.kind] + line.text;
}

test('a changed description shows the old line and the new', () => {
  expect(compare('a;\ndescription "x";\nb;\n', 'a;\ndescription "y";\nb;\n')).toEqual([
    ' a;',
    '-description "x";',
    '+description "y";',
    ' b;',
  ]);
});

test('what stands far from a change is folded', () => {
  const many = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
  expect(compare(many, many.replace('line 10\n', 'changed\n'))).toEqual([
    '…',
    ' line 7',
    ' line 8',
    ' line 9',
    '-line 10',
    '+changed',
    ' line 11',
    ' line 12',
    ' line 13',
    '…',
  ]);
});

test('a line that differs only in its secret is a change, and shows no secret', () => {
  const lines = diffLines(
    { raw: 'password "old";\n', shown: 'password "‹secret›";\n' },
    { raw: 'password "new";\n', shown: 'password "‹secret›";\n' },
  );
  expect(lines.map(describe)).toEqual(['-password "‹secret›";', '+password "‹secret›";']);
});

test('equal texts have no lines', () => {
  expect(compare('a\nb\n', 'a\nb\n')).toEqual([]);
});

test('the added and the removed lines account for the whole difference', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines({ raw: before, shown: before }, { raw: after, shown: after });
      const added = lines.filter((line) => line.kind === 'added').length;
      const removed = lines.filter((line) => line.kind === 'removed').length;
      expect(count(after) - count(before)).toBe(added - removed);
    }),
  );
});

function count(text: string): number {
  if (text === '') return 0;
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').length;
}
