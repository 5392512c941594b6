import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../basics/problem.ts';
import { type BackendSettings, findBackendBlock, hasCloudBlock } from '../../terraform/backend-block.ts';
import { readBackendType } from '../../terraform/backend-record.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import { listSources } from '../../terraform/resource-places.ts';
import { describeErroredState, findErroredState } from '../../terraform/state-files.ts';
import { holdSame, readState, type StateReading } from '../../terraform/state-text.ts';
import { readWorkspaceName } from '../../terraform/workspace.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { describeFailure } from './plan-failure.ts';
import { drainRun } from './plan-run.ts';
import { createPlanRedactor, openTerraform } from './plan-session.ts';
import { type BackendFile, putBackendFile, writeBackendFile } from './state-backend-file.ts';
import { withStateClaim } from './state-claim.ts';
import { summarizeState } from './state-list.ts';
import { lookIntoBackend } from './state-look.ts';
import { keepFirst, pushAs } from './state-restore.ts';
import type { StateEvent, StateResult } from './states.ts';

/** What a move would do, found out without changing anything. */
export interface MovePreview {
  readonly from: string;
  readonly to: BackendSettings;
  /** The file that names the backend, and its text after; undefined where it is not needed any more. */
  readonly file: string;
  readonly text: string | undefined;
  /** Whether there is a state to take along. */
  readonly hasState: boolean;
}

interface MoveJob {
  readonly session: FleetSession;
  readonly client: TerraformClient;
  readonly to: BackendSettings;
  readonly signal: AbortSignal;
}

/** Says what a move would write and whether the new place can take the state. Throws OperatorError where not. */
export async function previewMove(
  session: FleetSession,
  to: BackendSettings,
  signal: AbortSignal = new AbortController().signal,
): Promise<MovePreview> {
  const client = await openTerraform(session);
  await requireMovable(session, client);
  const file = await findBackendFile(client);
  const current = readState(await client.pullState(signal));
  await requireRoom({ session, client, to, signal }, current);
  return {
    from: await readBackendType(client.workspace),
    to,
    file: file.shown,
    text: writeBackendFile(file, to),
    hasState: current !== undefined,
  };
}

/**
 * Moves the state to another backend: keeps it, writes the backend's block, lets Terraform copy the state, and reads it
 * back there. Where anything fails, the block goes back and the state stays where it was. Credentials come from the
 * environment alone. Copies in clear on this machine are removed when the state is safe elsewhere.
 */
export async function* moveState(
  session: FleetSession,
  to: BackendSettings,
  signal: AbortSignal = new AbortController().signal,
): Operation<StateEvent, StateResult> {
  const client = await openTerraform(session);
  return yield* withStateClaim({
    session,
    client,
    what: `move the state to ${to.type}`,
    run: () => move({ session, client, to, signal }),
  });
}

async function* move(job: MoveJob): Operation<StateEvent, StateResult> {
  const { session, client, to, signal } = job;
  const { workspace } = client;
  await requireMovable(session, client);
  const from = await readBackendType(workspace);
  const file = await findBackendFile(client);
  yield { type: 'state-step', step: 'look', detail: `into ${to.type}` };
  const current = yield* keepFirst(session, client, 'move', signal);
  await requireRoom(job, current);
  const text = writeBackendFile(file, to);
  yield { type: 'state-step', step: 'write', detail: file.shown };
  await putBackendFile(file.path, text);
  try {
    yield { type: 'state-step', step: 'migrate', detail: `${from} -> ${to.type}` };
    await migrate(job);
    yield* keepIdentity(job, current);
    yield { type: 'state-step', step: 'verify' };
    const state = await verify(job, current);
    if (to.type !== 'local' && current !== undefined) {
      await removeClearCopies(client);
      yield { type: 'state-step', step: 'clean', detail: 'the copies in clear on this machine' };
    }
    return {
      kind: 'moved',
      from,
      to: to.type,
      ...(text === undefined ? {} : { file: file.shown }),
      ...(state === undefined ? {} : { state: summarizeState(state) }),
    };
  } catch (error) {
    yield { type: 'state-step', step: 'go-back', detail: file.shown };
    await goBack(job, file);
    throw error;
  }
}

async function migrate({ session, client, signal }: MoveJob): Promise<void> {
  const { workspace } = client;
  const exit = await drainRun(client.init(workspace.privateFolder, { migrate: true }, signal));
  if (exit.code === 0) return;
  throw new OperatorError(await describeFailure(exit, 'init', workspace, createPlanRedactor(session)));
}

/** Terraform gives a copy in a fresh place a lineage of its own: snapshots would not be of that state any more. */
async function* keepIdentity(
  { client, signal }: MoveJob,
  before: StateReading | undefined,
): AsyncGenerator<StateEvent, void, void> {
  const found = readState(await client.pullState(signal));
  if (before === undefined || (found?.lineage === before.lineage && found.serial >= before.serial)) return;
  if (found !== undefined && !holdSame(found, before)) return;
  yield { type: 'state-step', step: 'push', detail: `as serial ${before.serial} of its own lineage` };
  await pushAs(client, before, before.serial, signal, true);
}

async function verify({ client, to, signal }: MoveJob, before: StateReading | undefined) {
  const type = await readBackendType(client.workspace);
  const found = readState(await client.pullState(signal));
  const isSame =
    before === undefined
      ? found === undefined
      : found?.lineage === before.lineage && found.serial >= before.serial && holdSame(found, before);
  if (type === to.type && isSame) return found;
  throw new OperatorError({
    kind: 'state-differs',
    message: `The state that is read from ${to.type} is not the one that was moved there.`,
    attempted: `move the state to ${to.type}`,
    hint: 'It is used from where it was, as before.',
  });
}

/** The old text, and the old backend as it is: its state was only copied. */
async function goBack({ client }: MoveJob, file: BackendFile): Promise<void> {
  const { workspace } = client;
  await putBackendFile(file.path, file.text);
  const never = new AbortController().signal;
  await drainRun(client.init(workspace.privateFolder, { reconfigure: true }, never));
  // Moving away from the local backend leaves its file empty, and the state in the backup.
  const backup = `${workspace.stateFile}.backup`;
  const [own, kept] = [await sizeOf(workspace.stateFile), await sizeOf(backup)];
  if (own === 0 && kept > 0 && (await readBackendType(workspace)) === 'local')
    await putBackendFile(workspace.stateFile, await readFile(backup, 'utf8'));
}

async function requireMovable(session: FleetSession, client: TerraformClient): Promise<void> {
  const { workspace } = client;
  const attempted = 'move the state';
  if (session.fleet.mode.kind === 'lab') {
    throw new OperatorError({
      kind: 'refused',
      message: 'A lab’s state ends with the lab: there is nothing to move.',
      attempted,
    });
  }
  const errored = await findErroredState(workspace);
  if (errored !== undefined)
    throw new OperatorError({ ...describeErroredState(errored, workspace), attempted });
  const name = await readWorkspaceName(workspace);
  if (name !== 'default') {
    throw new OperatorError({
      kind: 'refused',
      message: `The Terraform workspace ${name} is chosen; only the default one is moved.`,
      attempted,
      hint: 'terraform workspace select default',
    });
  }
}

/** The new place is empty, or holds an older copy of this very state. */
async function requireRoom(job: MoveJob, current: StateReading | undefined): Promise<void> {
  if (job.to.type === 'local') return;
  const there = await lookIntoBackend(job.client, job.to, createPlanRedactor(job.session), job.signal);
  if (there === undefined) return;
  if (current !== undefined && there.lineage === current.lineage && there.serial <= current.serial) return;
  throw new OperatorError({
    kind: 'refused',
    message: `There is another state already: ${there.resources} resources, serial ${there.serial}, lineage ${there.lineage}.`,
    attempted: `move the state to ${job.to.type}`,
    hint: 'Moving would write over it. Give the state a place of its own there: another schema_name, key or address.',
  });
}

async function findBackendFile(client: TerraformClient): Promise<BackendFile> {
  const { folder, shownFolder } = client.workspace;
  for (const name of listSources(await readdir(folder), client.binary.product)) {
    const text = await readFile(join(folder, name), 'utf8');
    if (hasCloudBlock(text)) {
      throw new OperatorError({
        kind: 'refused',
        message: 'The configuration has a cloud block, which has a way of its own to move a state.',
        place: { file: `${shownFolder}/${name}` },
        attempted: 'move the state',
      });
    }
    if (findBackendBlock(text) !== undefined)
      return { path: join(folder, name), shown: `${shownFolder}/${name}`, text };
  }
  return { path: join(folder, 'backend.tf'), shown: `${shownFolder}/backend.tf`, text: undefined };
}

async function removeClearCopies({ workspace }: TerraformClient): Promise<void> {
  for (const path of [workspace.stateFile, `${workspace.stateFile}.backup`]) await rm(path, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
}
