import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const shipped = resolve(import.meta.dirname, '../..');
/** The program as it was built. */
export const program = join(shipped, 'bin/peerdeck.js');

/** What a finished `peerdeck` command left. */
export interface Finished {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the shipped fleet in a git repository of its own, with its own state folder. */
export interface FleetCopy {
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `peerdeck WORDS…` on the copy, to its end. */
  run(...words: string[]): Promise<Finished>;
  /** Replaces text in a file of the copy; fails when the text is not there. */
  edit(file: string, before: string, after: string): Promise<void>;
  remove(): Promise<void>;
}

export async function copyShippedFleet(): Promise<FleetCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'peerdeck-fleet-'));
  const root = join(folder, 'fleet');
  for (const part of ['inventory', 'networks', 'templates', 'secrets', 'terraform', '.gitignore']) {
    await cp(join(shipped, part), join(root, part), { recursive: true });
  }
  const git = (...words: string[]) =>
    execa('git', ['-c', 'user.name=Operator', '-c', 'user.email=operator@example.net', ...words], {
      cwd: root,
    });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'The fleet as it shipped');
  const environment = { XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' };
  return {
    root,
    environment,
    run: async (...words) => {
      const { exitCode, stdout, stderr } = await execa('node', [program, '--root', root, ...words], {
        env: environment,
        reject: false,
        stdin: 'ignore',
        timeout: 120_000,
      });
      return { exitCode, stdout, stderr };
    },
    edit: async (file, before, after) => {
      const path = join(root, file);
      const text = await readFile(path, 'utf8');
      if (!text.includes(before)) throw new Error(`${file} has no ${JSON.stringify(before)}`);
      await writeFile(path, text.replace(before, after));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
