import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { ApplyRecord } from './apply-record.ts';
import type { Redact } from './diagnostics.ts';
import { parseUiLine } from './ui-events.ts';

/** What an apply had done when it was cut short, from the events it left. */
export interface ApplyProgress {
  readonly done: readonly string[];
  /** Begun and not known to have ended. */
  readonly begun: readonly string[];
  /** Whether Terraform came to its own good end. */
  readonly finished: boolean;
}

/** Reads the lines of `apply -json`, the last of which may be cut. */
export function readApplyProgress(lines: Iterable<string>): ApplyProgress {
  const begun = new Set<string>();
  const done = new Set<string>();
  let finished = false;
  for (const line of lines) {
    const event = parseUiLine(line);
    if (event.type === 'change_summary' && event.operation === 'apply') finished = true;
    if (event.type !== 'apply' || event.address.startsWith('data.')) continue;
    if (event.stage === 'start') begun.add(event.address);
    if (event.stage === 'complete' || event.stage === 'errored') begun.delete(event.address);
    if (event.stage === 'complete') done.add(event.address);
  }
  return { done: [...done], begun: [...begun], finished };
}

/** Says what is left of an apply whose console and Terraform are both gone. */
export async function describeUnfinishedApply(record: ApplyRecord, redact: Redact): Promise<Problem> {
  if (record.work !== undefined) return describeUnfinishedWork(record, record.work, redact);
  const text = await readFile(join(record.runFolder, 'apply.jsonl'), 'utf8').catch(() => '');
  const { done, begun, finished } = readApplyProgress(text.split('\n'));
  const list = (addresses: readonly string[]) => sanitizeLine(redact(addresses.join(', ')), 1_000);
  if (finished) {
    return {
      kind: 'apply-ended-alone',
      message: `The apply of ${record.user} begun ${record.since} ended well after its console was gone.`,
      answer: `Done: ${list(done)}.`,
      hint: 'Nothing is left to do for it.',
    };
  }
  const left = [
    done.length > 0 ? `Done: ${list(done)}.` : 'Nothing had been done.',
    ...(begun.length > 0 ? [`In the middle: ${list(begun)}.`] : []),
  ];
  return {
    kind: 'apply-cut-short',
    message: `The apply of ${record.user} begun ${record.since} was cut short.`,
    answer: left.join(' '),
    hint: 'Compare this plan with what is there: what was in the middle may exist without being in the state. Applying a fresh plan settles it.',
  };
}

function describeUnfinishedWork(record: ApplyRecord, work: string, redact: Redact): Problem {
  return {
    kind: 'state-work-cut-short',
    message: sanitizeLine(`${record.user} began at ${record.since} to ${redact(work)}, and was cut short.`),
    hint: 'Look where the state is and what it holds (`peerdeck state list`); the one before is among the snapshots.',
  };
}
