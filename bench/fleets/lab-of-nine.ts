import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { openFleet } from '../../source/operations/open-fleet.ts';
import type { FleetSession } from '../../source/operations/session.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

const lab = 'bench-of-nine';
const model = 'vltcdg01';
const more = [2, 3, 4, 5];

/** A lab of nine hosts of the shipped fleet: four more probes like the one in Paris. */
export interface LabOfNine {
  readonly session: FleetSession;
  end(): Promise<void>;
}

/** Starts the lab with the built program, in a state folder of its own. */
export async function openLabOfNine(): Promise<LabOfNine> {
  const folder = await mkdtemp(join(tmpdir(), 'peerdeck-nine-'));
  const root = join(folder, 'fleet');
  for (const part of ['inventory', 'networks', 'templates', 'secrets', 'terraform']) {
    await cp(resolve(part), join(root, part), { recursive: true });
  }
  await addProbes(root);
  const before = process.env['XDG_STATE_HOME'];
  process.env['XDG_STATE_HOME'] = join(folder, 'state');
  const runLab = (word: 'up' | 'down') =>
    execa('node', [resolve('bin/peerdeck.js'), '--root', root, 'lab', word, '--name', lab], {
      stdin: 'ignore',
    });
  const end = async (session?: FleetSession) => {
    await session?.remote.closeAll();
    await runLab('down');
    if (before === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = before;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await runLab('up');
    const session = await openFleet({ root, lab, passwords: createVaultPasswords() });
    return { session, end: () => end(session) };
  } catch (error) {
    await end();
    throw error;
  }
}

async function addProbes(root: string): Promise<void> {
  await copyBlock(join(root, 'inventory/inventory.yml'), / {8}vltcdg01:\n(?: {10}.*\n)+/);
  await copyBlock(join(root, 'networks/network.yml'), / +vltcdg01: \{.*\n/);
  await copyBlock(join(root, 'networks/sessions.yml'), / {2}vltcdg01:\n(?: {4}.*\n)+/);
}

/** Writes the block of the model host once more for each new one, with names and addresses of its own. */
async function copyBlock(file: string, block: RegExp): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [found] = block.exec(text) ?? [];
  if (found === undefined) throw new Error(`${file} has no block of ${model}`);
  const copies = more.map((number) =>
    found
      .replaceAll(model, `vltcdg0${number}`)
      .replace('cdg01.', `cdg0${number}.`)
      .replace('198.51.100.22', `198.51.100.${30 + number}`)
      .replaceAll('2001:db8:5::', `2001:db8:5${number}::`)
      .replaceAll(':8a2::', `:8a${number + 1}::`),
  );
  await writeFile(
    file,
    text.replace(found, () => [found, ...copies].join('')),
  );
}
