import { access, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import { splitShellWords } from '../../fleet/shell-split.ts';
import { readYaml } from '../../fleet/yaml.ts';
import { choosePassword } from '../../secrets/choose-password.ts';
import { decryptVault, encryptVault, isVault, type VaultPassword } from '../../secrets/vault.ts';
import { readVaultFile, replaceFile } from './vault-files.ts';
import { makeMemoryFolder, wipeFolder } from './vault-memory.ts';

export interface EditOptions {
  readonly passwords: readonly VaultPassword[];
  /** `--encrypt-vault-id`, for a file that is new. */
  readonly id?: string;
  /** Edit on a disk where there is no storage in memory. */
  readonly force?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Runs an editor on a file; by default the operator's, on this terminal. */
  readonly runEditor?: RunEditor;
}

/** How an editor ended; `reason` completes "the editor …". */
export type EditorEnd = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

export type RunEditor = (file: string) => Promise<EditorEnd>;

export type EditResult =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'saved' }
  /** The file is as it was; what was typed is encrypted in `keptAt`. */
  | { readonly kind: 'kept'; readonly keptAt: string; readonly problem: Problem };

/** The file being edited, as it was found. */
interface Subject {
  readonly file: string;
  /** Undefined for a file that is new. */
  readonly sealed: Buffer | undefined;
  readonly plain: Buffer;
  readonly password: Pick<VaultPassword, 'secret'>;
  readonly id: string;
}

/**
 * Opens a vault in the operator's editor, through a file that only they can read and that never reaches a disk; a
 * file that does not exist is made. What was typed is never lost: where it cannot take the vault's place - no
 * valid YAML, an editor that failed, a file that changed meanwhile - it is kept, encrypted, beside it.
 */
export async function editVault(file: string, options: EditOptions): Promise<EditResult> {
  const subject = await openSubject(file, options);
  const environment = options.environment ?? process.env;
  const folder = await makeMemoryFolder(environment, options.force ? tmpdir() : undefined);
  try {
    const path = join(folder, basename(file));
    await writeFile(path, subject.plain, { mode: 0o600, flag: 'wx' });
    const end = await runUndisturbed(() => (options.runEditor ?? startEditor(environment))(path));
    return await takeBack(subject, await readFile(path), end);
  } finally {
    await wipeFolder(folder);
  }
}

async function openSubject(file: string, { passwords, id }: EditOptions): Promise<Subject> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const password = choosePassword(passwords, id);
    return { file, sealed: undefined, plain: Buffer.alloc(0), password, id: password.id };
  }
  const sealed = await readVaultFile(file);
  if (!isVault(sealed)) {
    throw new OperatorError({
      kind: 'vault-state',
      message: `${file} is not encrypted`,
      place: { file },
      hint: `peerdeck vault encrypt ${file}`,
    });
  }
  const { plain, password, header } = decryptVault(sealed, passwords, file);
  return { file, sealed, plain, password, id: header.id };
}

/** Lets the editor have the terminal's signals: a hang-up or an interrupt must not end us before what was typed is safe. */
async function runUndisturbed(run: () => Promise<EditorEnd>): Promise<EditorEnd> {
  const ignore = (): void => {};
  const signals = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, ignore);
  try {
    return await run();
  } finally {
    for (const signal of signals) process.off(signal, ignore);
  }
}

function startEditor(environment: Readonly<Record<string, string | undefined>>): RunEditor {
  return async (file) => {
    const command = environment['VISUAL'] || environment['EDITOR'] || 'vi';
    const split = splitShellWords(command);
    const [program, ...flags] = split.kind === 'words' ? split.words : [];
    if (program === undefined) return { kind: 'failed', reason: `${JSON.stringify(command)} is no command` };
    const { failed, exitCode, signal, shortMessage } = await execa(program, [...flags, file], {
      stdio: 'inherit',
      reject: false,
    });
    if (!failed) return { kind: 'done' };
    if (exitCode !== undefined) return { kind: 'failed', reason: `ended with exit code ${exitCode}` };
    if (signal !== undefined) return { kind: 'failed', reason: `was ended by ${signal}` };
    return {
      kind: 'failed',
      reason: `${program} could not be started: ${shortMessage ?? 'for no known reason'}`,
    };
  };
}

async function takeBack(subject: Subject, typed: Buffer, end: EditorEnd): Promise<EditResult> {
  const changed = !typed.equals(subject.plain);
  if (end.kind === 'failed') {
    const problem: Problem = { kind: 'editor-failed', message: `the editor ${end.reason}` };
    if (changed) return keep(subject, typed, problem);
    throw new OperatorError({
      ...problem,
      place: { file: subject.file },
      hint: 'nothing was changed; the editor is that of $VISUAL, or $EDITOR, or vi',
    });
  }
  if (!changed) return { kind: 'unchanged' };
  const invalid = checkYaml(subject.file, typed);
  if (invalid !== undefined) return keep(subject, typed, invalid);
  if (await hasChanged(subject)) {
    return keep(subject, typed, {
      kind: 'changed-meanwhile',
      message: `${subject.file} was changed while it was edited`,
    });
  }
  try {
    await replaceFile(subject.file, seal(subject, typed));
    return { kind: 'saved' };
  } catch (error) {
    return keep(subject, typed, toProblem(error));
  }
}

function seal(subject: Subject, typed: Buffer): string {
  return encryptVault(typed, subject.password.secret, { id: subject.id });
}

async function hasChanged({ file, sealed }: Subject): Promise<boolean> {
  const now = await readFile(file).catch(() => undefined);
  return sealed === undefined ? now !== undefined : now === undefined || !now.equals(sealed);
}

/** What is wrong with a YAML file that was typed; nothing is asked of other files. */
function checkYaml(file: string, typed: Buffer): Problem | undefined {
  if (!/\.ya?ml$/.test(file)) return undefined;
  try {
    readYaml({ file, text: typed.toString('utf8'), openInlineVault: (cipherText) => cipherText });
    return undefined;
  } catch (error) {
    return toProblem(error);
  }
}

/** Beside the vault, or, where that cannot be written, in the folder of temporary files; encrypted in both. */
async function keep(subject: Subject, typed: Buffer, problem: Problem): Promise<EditResult> {
  const text = seal(subject, typed);
  const beside = await findFreeName(`${subject.file}.unsaved`);
  try {
    await replaceFile(beside, text, 0o600);
    return { kind: 'kept', keptAt: beside, problem };
  } catch (error) {
    const elsewhere = await findFreeName(join(tmpdir(), `${basename(subject.file)}.unsaved`));
    await replaceFile(elsewhere, text, 0o600);
    return { kind: 'kept', keptAt: elsewhere, problem: { ...problem, answer: toProblem(error).message } };
  }
}

async function findFreeName(path: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? path : `${path}.${count}`;
    const taken = await access(candidate).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
}
