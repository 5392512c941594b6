import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The program's lab commands in a file of their own, as a supervisor is started from. */
export interface LabProgram {
  readonly words: readonly string[];
  readonly file: string;
  remove(): Promise<void>;
}

export async function buildLabProgram(): Promise<LabProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'peerdeck-lab-program-'));
  const file = join(folder, 'lab.mjs');
  await bundle(
    `import { Command } from 'commander';
     import { addHiddenLabCommands } from './source/commands/lab-hidden.ts';
     const program = new Command('peerdeck');
     addHiddenLabCommands(program.command('lab'));
     await program.parseAsync();`,
    file,
  );
  return {
    words: [process.execPath, file],
    file,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Builds a module, given as its text, into one file that Node runs. */
export async function bundle(contents: string, file: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outfile: file,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}
