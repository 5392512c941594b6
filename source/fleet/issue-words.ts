import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  record: 'a mapping',
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'empty',
};

/** How the words begin that zod has of its own; a schema may give better ones. */
const ready = /^(?:Invalid (?:input|option)|Too (?:small|big)): /;

/** What is wrong with a setting, in the words of somebody who writes YAML. */
export function describeIssueWords(issue: Issue | undefined): string {
  if (issue === undefined) return 'not understood';
  if (!ready.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type': {
      const [, received = ''] = /received (\w+)/.exec(issue.message) ?? [];
      if (received === 'undefined') return 'is missing';
      const wanted = kinds[issue.expected] ?? issue.expected;
      const given = kinds[received] ?? received;
      return `is to be ${wanted}${given === '' ? '' : `, and is ${given}`}`;
    }
    case 'invalid_value':
      return `is to be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' ? `is to be at least ${issue.minimum}` : 'is too short';
    case 'too_big':
      return issue.origin === 'number' ? `is to be at most ${issue.maximum}` : 'is too long';
    default:
      return issue.message;
  }
}
