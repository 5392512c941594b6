import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { execa } from 'execa';
import { OperatorError, toProblem } from '../basics/problem.ts';

/** How long a password program may take; it may ask the operator. */
const programLimit = 120_000;

/**
 * A vault password from a file, or from the output of a program when the file is executable, as Ansible reads it.
 * A plain file that others may read is refused. `label` goes to programs named `…-client`. Throws OperatorError.
 */
export async function readPasswordFile(path: string, label: string | undefined): Promise<Buffer> {
  const found = await stat(path).catch((error: unknown) => {
    throw fail(
      path,
      'cannot be found',
      'check the path, or ask for the password with --vault-id ID@prompt',
      error,
    );
  });
  if (found.isDirectory()) throw fail(path, 'is a folder', 'name a file or a program');
  const isProgram = (found.mode & 0o111) !== 0;
  if (found.isFile() && !isProgram && (found.mode & 0o077) !== 0) {
    throw fail(path, 'can be read by other users of this machine', `chmod 600 ${quote(path)}`);
  }
  const secret = isProgram ? await runProgram(path, label) : trimWhitespace(await readPlain(path));
  if (secret.length === 0) throw fail(path, 'gives an empty password', 'put the password on its first line');
  return secret;
}

async function readPlain(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw fail(path, 'cannot be read', `check its owner: ls -l ${quote(path)}`, error);
  });
}

async function runProgram(path: string, label: string | undefined): Promise<Buffer> {
  const isClient = /-client(?:\.[^./]+)?$/.test(basename(path));
  const flags = isClient && label !== undefined ? ['--vault-id', label] : [];
  const result = await execa(path, flags, {
    encoding: 'buffer',
    stdin: 'inherit',
    stripFinalNewline: false,
    timeout: programLimit,
    maxBuffer: 65_536,
    reject: false,
  });
  if (result.failed)
    throw describeFailedProgram(path, label, result.exitCode, Buffer.from(result.stderr ?? []));
  return trimNewlines(Buffer.from(result.stdout));
}

function describeFailedProgram(
  path: string,
  label: string | undefined,
  exitCode: number | undefined,
  stderr: Buffer,
): OperatorError {
  const unknown = exitCode === 2 && label !== undefined;
  const message = unknown
    ? `the password program ${path} knows no password for the vault id ${label}`
    : `the password program ${path} failed (${exitCode === undefined ? 'it could not be run, or took too long' : `exit code ${exitCode}`})`;
  return new OperatorError({
    kind: 'vault-password-unavailable',
    message,
    attempted: 'to get a vault password',
    answer: stderr.toString('utf8').trim().slice(0, 500),
    hint: 'if the file is no program, take its executable bit away: chmod 600',
  });
}

function fail(path: string, what: string, hint: string, cause?: unknown): OperatorError {
  return new OperatorError(
    {
      kind: hint.startsWith('chmod') ? 'vault-password-exposed' : 'vault-password-unavailable',
      message: `the vault password file ${path} ${what}`,
      place: { file: path },
      attempted: 'to get a vault password',
      ...(cause === undefined ? {} : { answer: toProblem(cause).message }),
      hint,
    },
    cause === undefined ? undefined : { cause },
  );
}

function quote(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

const spaces: readonly number[] = [9, 10, 11, 12, 13, 32];

function trimWhitespace(bytes: Buffer): Buffer {
  return trimBytes(bytes, spaces);
}

/** Bytes without newlines before and after them. */
export function trimNewlines(bytes: Buffer): Buffer {
  return trimBytes(bytes, [10, 13]);
}

function trimBytes(bytes: Buffer, set: readonly number[]): Buffer {
  let from = 0;
  let to = bytes.length;
  while (from < to && set.includes(bytes[from] ?? -1)) from += 1;
  while (to > from && set.includes(bytes[to - 1] ?? -1)) to -= 1;
  return bytes.subarray(from, to);
}
