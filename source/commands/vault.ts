import { join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { OperatorError, type Problem } from '../basics/problem.ts';
import { sanitize } from '../basics/sanitize.ts';
import {
  decryptFiles,
  encryptFiles,
  rekeyFiles,
  sealBytes,
  sealVariable,
  type VaultEvent,
  viewVault,
} from '../operations/vault/vault-crypt.ts';
import { diffVaults, revealVaults } from '../operations/vault/vault-diff.ts';
import { editVault } from '../operations/vault/vault-edit.ts';
import { readVaultFile, replaceFile } from '../operations/vault/vault-files.ts';
import { findVaults } from '../operations/vault/vault-find.ts';
import { decryptVault } from '../secrets/vault.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { FleetFlags } from './flags.ts';
import { formatProblem } from './format-problem.ts';
import { printJson, printLine, readOperation, refuseWhenReadOnly, reportProblem, runCommand } from './run.ts';
import { askSecret, isInteractive } from './terminal-questions.ts';
import {
  addEncryptOption,
  type EncryptFlags,
  findVaultRoot,
  listNewPasswords,
  listPasswords,
  loadNewPassword,
  type OutputFlags,
  type RekeyFlags,
} from './vault-flags.ts';

/** `peerdeck vault`: the repository's secrets, in Ansible Vault's format. */
export function addVaultCommand(program: Command): void {
  const vault = program.command('vault').description('read and write secrets in the format of Ansible Vault');
  addView(vault);
  addEdit(vault);
  addEncrypt(vault);
  addDecrypt(vault);
  addRekey(vault);
  addDiff(vault);
  addTextconv(vault);
}

function addView(vault: Command): void {
  vault
    .command('view <file...>')
    .description('print vaults in the clear')
    .action(async (files: readonly string[], _options: unknown, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        refuseJson(flags, 'vault view');
        const passwords = await listPasswords(flags);
        for (const file of files) printPlain(await viewVault(file, passwords));
        return exitCodes.done;
      });
    });
}

function addEdit(vault: Command): void {
  addEncryptOption(vault.command('edit <file>'))
    .description('edit a vault in $VISUAL or $EDITOR, in memory; a file that does not exist is made')
    .addOption(new Option('--force', 'edit on a disk where there is no storage in memory').default(false))
    .action(async (file: string, options: EncryptFlags & { readonly force: boolean }, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        refuseWhenReadOnly(flags, 'editing a vault');
        const id = options.encryptVaultId;
        const result = await editVault(file, {
          passwords: await listPasswords(flags),
          force: options.force,
          ...(id === undefined ? {} : { id }),
        });
        if (result.kind === 'kept') return reportKept(file, result.keptAt, result.problem, flags);
        if (flags.json) printJson({ type: 'result', file, saved: result.kind === 'saved' });
        else printLine(result.kind === 'saved' ? `${file} is saved.` : `${file} is unchanged.`);
        return exitCodes.done;
      });
    });
}

function reportKept(file: string, keptAt: string, problem: Problem, flags: FleetFlags): ExitCode {
  const message = `${problem.message}; ${file} is as it was, and what was typed is kept, encrypted, in ${keptAt}`;
  const hint = `peerdeck vault edit ${keptAt}, then mv ${keptAt} ${file}`;
  reportProblem({ ...problem, message, hint }, flags);
  return exitCodes.failed;
}

function addEncrypt(vault: Command): void {
  addEncryptOption(vault.command('encrypt [file...]'))
    .description('encrypt files in place, or what is read from the standard input')
    .option('--output <file>', 'write there instead; - for the standard output')
    .option('--name <variable>', 'print the standard input as the inline vault of this variable')
    .action(
      async (
        files: readonly string[],
        options: EncryptFlags & OutputFlags & { readonly name?: string },
        command: Command,
      ) => {
        await runCommand(command, async ({ flags }) => {
          refuseSeveral(files, options);
          const id = options.encryptVaultId;
          const sealing = { passwords: await listNewPasswords(flags), ...(id === undefined ? {} : { id }) };
          if (options.name !== undefined) {
            await write(
              sealVariable(options.name, await readInput(files, `Value of ${options.name}: `), sealing),
              options,
              flags,
            );
          } else if (files.length === 0 || files[0] === '-' || options.output === '-') {
            await write(sealBytes(await readInput(files, 'Text to encrypt: '), sealing), options, flags);
          } else {
            refuseWhenReadOnly(flags, 'encrypting files');
            await readOperation(encryptFiles(files, { ...sealing, ...options }), flags, describeVaultEvent);
          }
          return exitCodes.done;
        });
      },
    );
}

function addDecrypt(vault: Command): void {
  vault
    .command('decrypt [file...]')
    .description('decrypt files in place, or what is read from the standard input')
    .option('--output <file>', 'write there instead; - for the standard output')
    .action(async (files: readonly string[], options: OutputFlags, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        refuseSeveral(files, options);
        const passwords = await listPasswords(flags);
        if (files.length === 0 || files[0] === '-' || options.output === '-') {
          const { plain } = decryptVault(
            await readInput(files, 'Vault: '),
            passwords,
            files[0] ?? 'the standard input',
          );
          await write(plain, options, flags);
          return exitCodes.done;
        }
        refuseWhenReadOnly(flags, 'decrypting files');
        await readOperation(decryptFiles(files, { passwords, ...options }), flags, describeVaultEvent);
        return exitCodes.done;
      });
    });
}

function addRekey(vault: Command): void {
  vault
    .command('rekey [file...]')
    .description(
      'encrypt vaults anew under another password; without files, all of the repository, inline ones too',
    )
    .option('--new-vault-id <id@source>', 'the new vault id and where its password is read')
    .option('--new-vault-password-file <file>', 'where the new password is read')
    .action(async (files: readonly string[], options: RekeyFlags, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        refuseWhenReadOnly(flags, 'rekeying');
        const root = await findVaultRoot(flags);
        const chosen =
          files.length > 0
            ? files
            : (await findVaults(root)).map((file) => relative(process.cwd(), join(root, file)));
        const passwords = await listPasswords(flags);
        const { files: count } = await readOperation(
          rekeyFiles(chosen, passwords, await loadNewPassword(options)),
          flags,
          describeVaultEvent,
        );
        if (!flags.json && count === 0) printLine('There is no vault in this repository.');
        return exitCodes.done;
      });
    });
}

function addDiff(vault: Command): void {
  vault
    .command('diff [revision] [file...]')
    .description('show in the clear what changed in the vaults since a git revision (default: HEAD)')
    .action(
      async (revision: string | undefined, files: readonly string[], _options: unknown, command: Command) => {
        await runCommand(command, async ({ flags }) => {
          const root = await findVaultRoot(flags);
          const names = files.map((file) => relative(root, file));
          const differences = await diffVaults(root, revision ?? 'HEAD', names, await listPasswords(flags));
          for (const { file, change, patch } of differences) {
            if (flags.json) printJson({ type: 'vault-changed', file, change });
            else process.stdout.write(forOutput(patch));
          }
          return exitCodes.done;
        });
      },
    );
}

function addTextconv(vault: Command): void {
  vault
    .command('textconv <file>')
    .description(
      "print a file with its vaults opened, for git: git config diff.vault.textconv 'peerdeck vault textconv'",
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      await runCommand(command, async ({ flags }) => {
        const data = await readVaultFile(file);
        process.stdout.write(revealVaults(data, await listPasswords(flags), file));
        return exitCodes.done;
      });
    });
}

/** The line of an event; undefined where there is nothing to say. */
export function describeVaultEvent(event: VaultEvent): string | undefined {
  if (event.type === 'problem') return formatProblem(event.problem);
  const inline = event.inline === undefined ? '' : `, ${event.inline} inline`;
  const id = event.id === 'default' ? '' : ` (id ${event.id})`;
  return `${event.file}: ${event.change}${inline}${id}`;
}

function refuseJson(flags: FleetFlags, what: string): void {
  if (!flags.json) return;
  throw new OperatorError({
    kind: 'usage',
    message: `${what} prints secrets, which no event holds: there is no --json for it`,
  });
}

function refuseSeveral(files: readonly string[], { output }: OutputFlags): void {
  if (output === undefined || files.length <= 1) return;
  throw new OperatorError({ kind: 'usage', message: '--output goes with one file' });
}

/** The bytes of the file named, of the standard input, or, at a terminal, of a line that is not echoed. */
async function readInput(files: readonly string[], question: string): Promise<Buffer> {
  const [file] = files;
  if (file !== undefined && file !== '-') return readVaultFile(file);
  if (isInteractive()) return Buffer.from(await askSecret(question), 'utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function write(content: string | Buffer, { output }: OutputFlags, flags: FleetFlags): Promise<void> {
  if (output === undefined || output === '-') {
    process.stdout.write(content);
    return;
  }
  refuseWhenReadOnly(flags, `writing ${output}`);
  await replaceFile(output, content, 0o600);
}

function printPlain(plain: Buffer): void {
  if (process.stdout.isTTY) process.stdout.write(sanitize(plain.toString('utf8')));
  else process.stdout.write(plain);
}

/** Text for a terminal without controls; for a pipe as it is. */
function forOutput(text: string): string {
  return process.stdout.isTTY ? sanitize(text) : text;
}
