import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssueWords } from '../../source/fleet/issue-words.ts';

const schema = z.object({
  console: z.record(z.string(), z.unknown()).optional(),
  name: z.string().min(1).optional(),
  every: z.number().int().min(5).optional(),
  mode: z.string('write it quoted').optional(),
  terraform: z.enum(['terraform', 'tofu']).optional(),
  checks: z.array(z.object({ run: z.string() })).optional(),
});

function wordsOf(value: unknown): string {
  return describeIssueWords(schema.safeParse(value).error?.issues[0]);
}

test.each([
  [{ console: 5 }, 'is to be a mapping, and is a number'],
  [{ name: ['x'] }, 'is to be text, and is a list'],
  [{ name: '' }, 'is too short'],
  [{ checks: null }, 'is to be a list, and is empty'],
  [{ checks: [{}] }, 'is missing'],
  [{ every: 1 }, 'is to be at least 5'],
  [{ every: 1.5 }, 'is to be a whole number, and is a number'],
  [{ terraform: 'pulumi' }, 'is to be one of terraform, tofu'],
  [{ mode: 5 }, 'write it quoted'],
])('%j', (value, words) => {
  expect(wordsOf(value)).toBe(words);
});
