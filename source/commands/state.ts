import { type Command, Option } from 'commander';
import { OperatorError } from '../basics/problem.ts';
import type { Operation } from '../operations/operation.ts';
import type { FleetSession } from '../operations/session.ts';
import { withFleetLock } from '../operations/sync/fleet-lock.ts';
import { compareStates } from '../operations/terraform/state-diff.ts';
import { listStates } from '../operations/terraform/state-list.ts';
import { moveState, previewMove } from '../operations/terraform/state-move.ts';
import { recoverState, unlockState } from '../operations/terraform/state-recover.ts';
import { previewRestore, restoreState } from '../operations/terraform/state-restore.ts';
import type { StateEvent, StateResult } from '../operations/terraform/states.ts';
import { type BackendType, backendTypes } from '../terraform/backend-block.ts';
import { completeSettings } from '../terraform/backend-settings.ts';
import { requireConsent } from './consent.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';
import { reportFailure } from './plan.ts';
import {
  type CommandContext,
  printJson,
  printLine,
  readOperation,
  refuseWhenReadOnly,
  runInSession,
} from './run.ts';
import {
  describeMove,
  describeOverview,
  describeRestore,
  describeStateChanges,
  describeStateEvent,
  describeStateResult,
} from './state-text.ts';

/** `peerdeck state`: Terraform's state and its encrypted snapshots. */
export function addStateCommand(program: Command): void {
  const state = program
    .command('state')
    .description('Terraform’s state: its snapshots, and where it is kept');
  addList(state);
  addDiff(state);
  addRestore(state);
  addRecover(state);
  addUnlock(state);
  addMove(state);
}

function addList(state: Command): void {
  state
    .command('list')
    .description('the state in a few numbers, and its snapshots, newest first')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const overview = await listStates(session, signal);
        if (flags.json) printJson({ type: 'result', ...overview });
        else printLine(describeOverview(overview));
        return exitCodes.done;
      });
    });
}

function addDiff(state: Command): void {
  state
    .command('diff <snapshot> [other]')
    .description('what differs between a snapshot and another, or the state as it is now; secrets are hidden')
    .action(async (from: string, to: string | undefined, _options: unknown, command: Command) => {
      await runInSession(command, async (session, { flags, signal }) => {
        const comparison = await compareStates(session, from, to, signal);
        if (flags.json) printJson({ type: 'result', ...comparison });
        else printLine(describeStateChanges(comparison.changes, comparison.from, comparison.to));
        return exitCodes.done;
      });
    });
}

function addRestore(state: Command): void {
  state
    .command('restore <snapshot>')
    .description('put a snapshot in the place of the state; the one before is kept first')
    .action(async (word: string, _options: unknown, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'restoring a state');
        const preview = await previewRestore(session, word, context.signal);
        if (context.flags.json) printJson({ type: 'preview', ...preview });
        else printLine(describeRestore(preview));
        const question = 'Only the state changes, nothing out there. Restore it for';
        await requireConsent({ mode: session.fleet.mode, question, verb: 'restore' }, context.flags);
        return runAndTell(session, context, 'state restore', (signal) =>
          restoreState(session, preview.snapshot, signal),
        );
      });
    });
}

function addRecover(state: Command): void {
  state
    .command('recover')
    .description('put the state that an apply could not save (errored.tfstate) where it belongs')
    .action(async (_options: unknown, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'recovering a state');
        const question = 'Put the state of the failed apply in its place, for';
        await requireConsent({ mode: session.fleet.mode, question, verb: 'recover' }, context.flags);
        return runAndTell(session, context, 'state recover', (signal) => recoverState(session, signal));
      });
    });
}

function addUnlock(state: Command): void {
  state
    .command('unlock <id>')
    .description(
      'take away the lock that a killed run left at the backend; only when that run is surely gone',
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'taking a lock away');
        if (!/^[\w-]{1,100}$/.test(id))
          throw new OperatorError({ kind: 'usage', message: 'That is no ID of a lock.' });
        const question = 'Is the run that holds it surely gone? Take the lock away, for';
        await requireConsent({ mode: session.fleet.mode, question, verb: 'unlock' }, context.flags);
        return runAndTell(session, context, 'state unlock', (signal) => unlockState(session, id, signal));
      });
    });
}

function addMove(state: Command): void {
  const collect = (value: string, previous: readonly string[]) => [...previous, value];
  state
    .command('move <backend>')
    .description(
      'move the state to another backend (pg, s3, http, or local to go back); credentials come from the environment',
    )
    .addOption(
      new Option(
        '--set <key=value>',
        'a setting of the backend, such as schema_name=fleet; never a credential',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .action(async (word: string, options: { readonly set: readonly string[] }, command: Command) => {
      await runInSession(command, async (session, context) => {
        refuseWhenReadOnly(context.flags, 'moving a state');
        const backend = completeSettings(readType(word), readSettings(options.set), process.env);
        const preview = await previewMove(session, backend, context.signal);
        if (context.flags.json) printJson({ type: 'preview', ...preview });
        else printLine(describeMove(preview));
        const question = 'Move the state of';
        await requireConsent({ mode: session.fleet.mode, question, verb: 'move it' }, context.flags);
        return runAndTell(session, context, 'state move', (signal) => moveState(session, backend, signal));
      });
    });
}

async function runAndTell(
  session: FleetSession,
  { flags, signal }: CommandContext,
  verb: string,
  run: (signal: AbortSignal) => Operation<StateEvent, StateResult>,
): Promise<ExitCode> {
  const result = await readOperation(withFleetLock(session, { verb, signal }, run), flags, (event) =>
    event.type === 'problem' ? formatProblem(event.problem) : describeStateEvent(event),
  );
  if (result.kind === 'failed') return reportFailure(result, flags);
  if (flags.json) printJson({ type: 'result', ...result });
  else printLine(describeStateResult(result));
  return exitCodes.done;
}

function readType(word: string): BackendType {
  const type = backendTypes.find((each) => each === word);
  if (type !== undefined) return type;
  throw new OperatorError({
    kind: 'usage',
    message: `${word} is none of the backends a state is moved to.`,
    hint: `Backends: ${backendTypes.join(', ')}`,
  });
}

function readSettings(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      // What stands there may be a credential: it is not repeated.
      throw new OperatorError({ kind: 'usage', message: 'A setting is given as --set key=value.' });
    }),
  );
}
