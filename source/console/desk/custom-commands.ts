import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import { describeIssueWords } from '../../fleet/issue-words.ts';
import { settingsFile } from '../../fleet/settings.ts';
import { quoteWord } from '../../remote/shell-words.ts';
import type { RowSubject } from '../views/view.ts';

/** A command of the repository's own that the console offers. */
export interface OfferedCommand {
  readonly title: string;
  /** For `sh`; `{host}`, `{session}`, `{tunnel}` and `{file}` stand for what is under the cursor. */
  readonly command: string;
  readonly key: string | undefined;
  /** Where it comes from: `peerdeck.yml`, `Makefile`, `playbooks/site.yml`. */
  readonly source: string;
  /** May change something: it is asked about first, and refused in the read-only mode. */
  readonly changes: boolean;
}

const schema = z.strictObject({
  title: z.string().min(1).max(60),
  command: z.string().min(1).max(4000),
  key: z.string().min(1).optional(),
  changes: z.boolean().default(true),
});

const placeholder = /(?<!\$)\{(host|session|tunnel|file)\}/g;
type Part = 'host' | 'session' | 'tunnel' | 'file';

/** The commands of `commands:` in peerdeck.yml. Throws OperatorError for one that cannot be offered. */
export function readCommands(
  sections: readonly Readonly<Record<string, unknown>>[],
): readonly OfferedCommand[] {
  return sections.map((section, index) => {
    const result = schema.safeParse(section);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw refuse(`commands[${index}].${issue?.path.join('.') ?? ''}: ${describeIssueWords(issue)}`);
    }
    const { title, command, key, changes } = result.data;
    if (quotesPlaceholder(command)) {
      throw refuse(
        `commands[${index}]: what stands in braces is within quotes in ${command}`,
        'write it without quotes: what is filled in is quoted for the shell already',
      );
    }
    return { title, command, key, source: settingsFile, changes };
  });
}

function refuse(message: string, hint?: string): OperatorError {
  return new OperatorError({
    kind: 'settings-invalid',
    message,
    place: { file: settingsFile },
    attempted: `to read ${settingsFile}`,
    ...(hint !== undefined && { hint }),
  });
}

/** Whether something to be filled in stands within quotes, where quoting it again would end them. */
function quotesPlaceholder(command: string): boolean {
  let quote = '';
  for (let at = 0; at < command.length; at++) {
    const character = command.charAt(at);
    if (quote !== '' && /^\{(host|session|tunnel|file)\}/.test(command.slice(at)) && command[at - 1] !== '$')
      return true;
    if (character === '\\' && quote !== "'") at += 1;
    else if (quote === '' && (character === "'" || character === '"' || character === '`')) quote = character;
    else if (character === quote) quote = '';
  }
  return false;
}

function partsOf(command: string): readonly Part[] {
  const parts = new Set<Part>();
  for (const [, name] of command.matchAll(placeholder)) {
    if (name === 'host' || name === 'session' || name === 'tunnel' || name === 'file') parts.add(name);
  }
  return [...parts];
}

/** What of the subject a command wants and there is none of. */
export function missingPart(command: string, subject: RowSubject | undefined): string | undefined {
  return partsOf(command).find((part) => subject?.[part] === undefined);
}

/** The command about a subject, with everything quoted for `sh`. */
export function fillCommand(command: string, subject: RowSubject | undefined): string {
  return command.replace(placeholder, (_, part: Part) => quoteWord(subject?.[part] ?? ''));
}
