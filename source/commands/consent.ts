import { OperatorError } from '../basics/problem.ts';
import type { FleetMode } from '../fleet/model.ts';
import type { FleetFlags } from './flags.ts';
import { askWord, askYes, isInteractive } from './terminal-questions.ts';

/** What is to be agreed to before a change. */
export interface ConsentQuestion {
  readonly mode: FleetMode;
  /** The question up to where it happens, such as `Sync this to 3 hosts of`. */
  readonly question: string;
  /** What `--yes` would do, such as `sync`. */
  readonly verb: string;
}

/** `--yes`, or a person's own yes; a pipeline without `--yes` is told so. Throws OperatorError. */
export async function requireConsent(
  { mode, question, verb }: ConsentQuestion,
  flags: Pick<FleetFlags, 'yes'>,
): Promise<void> {
  if (flags.yes) return;
  if (!isInteractive()) {
    throw new OperatorError({
      kind: 'refused',
      message: 'Nothing was changed: there is nobody to ask.',
      hint: `Give --yes to ${verb} without a question.`,
    });
  }
  const where = mode.kind === 'lab' ? `the lab ${mode.name}` : 'PRODUCTION';
  if (await askYes(`${question} ${where}?`)) return;
  throw new OperatorError({ kind: 'refused', message: 'Nothing was changed.' });
}

/** `--yes`, or the name of what is at stake typed by a person. Throws OperatorError. */
export async function requireTypedName(
  name: string,
  question: string,
  flags: Pick<FleetFlags, 'yes'>,
): Promise<void> {
  if (flags.yes) return;
  if (!isInteractive()) {
    throw new OperatorError({
      kind: 'refused',
      message: 'Nothing was changed: there is nobody to ask.',
      hint: 'Give --yes to do it without a question.',
    });
  }
  if ((await askWord(`${question} Type ${name} to do it:`)) === name) return;
  throw new OperatorError({ kind: 'refused', message: 'Nothing was changed.' });
}
