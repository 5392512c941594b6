import { chmod, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import { asRecord, asText, field, parseJson } from './json.ts';
import type { TerraformWorkspace } from './workspace.ts';

const erroredName = 'errored.tfstate';

/** Terraform writes the local state and its backup readable by everybody: secrets in clear. */
export async function protectStateFiles(workspace: TerraformWorkspace): Promise<void> {
  for (const path of [
    workspace.stateFile,
    `${workspace.stateFile}.backup`,
    join(workspace.folder, erroredName),
  ]) {
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isFile() && (entry.mode & 0o077) !== 0) await chmod(path, 0o600);
  }
}

/**
 * A state that an earlier apply could not save. For a lab it is moved out of the repository, to the lab's own
 * folder. Undefined when there is none.
 */
export async function findErroredState(workspace: TerraformWorkspace): Promise<string | undefined> {
  const left = join(workspace.folder, erroredName);
  const kept = join(workspace.privateFolder, erroredName);
  const isLab = dirname(workspace.stateFile) === workspace.privateFolder;
  if (isLab && (await exists(left)) && !(await exists(kept))) await rename(left, kept);
  for (const path of [left, kept]) if (await exists(path)) return path;
  return undefined;
}

/** What stands in the way of an apply, and the way out. */
export function describeErroredState(path: string, workspace: TerraformWorkspace): Problem {
  const file = dirname(path) === workspace.folder ? erroredName : path;
  return {
    kind: 'refused',
    message: `An earlier apply could not save its state and left it in ${basename(path)}: another apply would make everything in it a second time.`,
    attempted: 'apply',
    place: { file: path },
    hint: `\`peerdeck state recover\` puts it in its place, as \`terraform state push ${file}\` in ${workspace.shownFolder}/ and deleting the file would; then plan again.`,
  };
}

/** Who holds a state's lock, as far as anybody tells. */
export interface LockHolder {
  /** `user@machine`. */
  readonly who: string;
  /** ISO 8601. */
  readonly since: string;
  /** Such as `OperationTypeApply`. */
  readonly operation?: string;
}

/** Who holds the local backend's lock, from the file Terraform keeps beside the state while it runs. */
export async function readLocalLock(workspace: TerraformWorkspace): Promise<LockHolder | undefined> {
  const folder = dirname(workspace.stateFile);
  const path = join(folder, `.${basename(workspace.stateFile)}.lock.info`);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const record = asRecord(parseJson(text));
  const who = asText(field(record, 'Who'));
  const since = asText(field(record, 'Created'));
  const operation = asText(field(record, 'Operation'));
  if (who === undefined || since === undefined) return undefined;
  return {
    who: sanitizeLine(who),
    since: sanitizeLine(since),
    ...(operation ? { operation: sanitizeLine(operation) } : {}),
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
