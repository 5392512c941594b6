import { OperatorError, type Problem } from '../basics/problem.ts';
import type { Finding } from '../checks/finding.ts';
import { describeForecast } from '../operations/check/check-forecast.ts';
import { describeRefusal } from '../operations/check/check-refusal.ts';
import type { DiffResult } from '../operations/diff/changes.ts';
import type { FleetSession } from '../operations/session.ts';
import { type Preview, type PreviewOptions, preview } from '../operations/sync/preview.ts';
import type { RenderedTree } from '../rendering/rendered-file.ts';
import { describeFinding, describePlace, section, summarizeCheck } from './check-text.ts';
import { describeInOrder, summarizeDiff } from './diff-text.ts';
import type { FleetFlags } from './flags.ts';
import { formatProblem } from './format-problem.ts';
import { type CommandContext, printLine, readOperation } from './run.ts';

/**
 * Shows what there is to know before a change: every difference, what the checks found, and what flaps. With `--json`
 * the events say it.
 */
export async function showPreview(
  session: FleetSession,
  tree: RenderedTree,
  { flags, signal }: CommandContext,
  options: Pick<PreviewOptions, 'deleteStale' | 'stopOnErrors'> = {},
): Promise<Preview> {
  const inOrder = describeInOrder(
    session.hosts.filter(({ name }) => tree.has(name)),
    printLine,
  );
  const shown = await readOperation(preview(session, tree, { ...options, signal }), flags, (event) => {
    if (event.type === 'problem') return formatProblem(event.problem);
    return event.type === 'host-compared' ? inOrder(event) : undefined;
  });
  if (!flags.json) for (const line of describePreview(shown, options)) printLine(line);
  return shown;
}

function describePreview(
  { checked, errors, compared }: Preview,
  { stopOnErrors }: Pick<PreviewOptions, 'stopOnErrors'>,
): string[] {
  const standing = checked.findings.filter(({ silenced }) => silenced === undefined);
  const isStopped = stopOnErrors && errors.length > 0;
  return [
    ...standing.map((finding) => `\n${describeFinding(finding)}`),
    ...checked.unread.map(({ message, place }) => `not checked: ${describePlace(place)}: ${message}`),
    ...(standing.length + checked.unread.length > 0 ? [''] : []),
    ...(isStopped ? [] : [describeEffects(compared), summarizeDiff(compared)]),
    ...(standing.length > 0 || checked.findings.length > 0 ? [summarizeCheck(checked)] : []),
  ].filter((line, index, all) => line !== '' || (index > 0 && all[index - 1] !== ''));
}

/** What the change does to sessions and tunnels; empty where it leaves them alone. */
function describeEffects({ hosts }: DiffResult): string {
  const lines = hosts.flatMap(({ forecast }) => (forecast === undefined ? [] : describeForecast(forecast)));
  return section('What this does to sessions and tunnels', lines);
}

interface CheckFlags {
  readonly check: boolean;
  readonly why?: string;
}

/** Refuses `--no-check` without a reason. Throws OperatorError. */
export function requireReason({ check, why }: CheckFlags): void {
  if (check || (why !== undefined && why.trim() !== '')) return;
  throw new OperatorError({
    kind: 'usage',
    message: 'Nothing was changed: what the checks find is passed over with a reason only.',
    hint: '--no-check --why TEXT; the reason is kept in the log.',
  });
}

/** What was overruled, by the names of the checks; undefined where nothing was. Throws OperatorError. */
export function refuseErrors(
  errors: readonly Finding[],
  { check }: CheckFlags,
  flags: Pick<FleetFlags, 'json'>,
): readonly string[] | undefined {
  if (errors.length === 0) return undefined;
  if (check) throw new OperatorError(flags.json ? describeRefusal(errors) : describeShortly(errors));
  return [...new Set(errors.map((error) => error.check))];
}

/** On a screen each error was told just before. */
function describeShortly(errors: readonly Finding[]): Problem {
  const { kind, message, hint = '' } = describeRefusal(errors);
  return { kind, message, hint };
}
