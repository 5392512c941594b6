import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Fleet } from '../fleet/model.ts';
import { type ModuleInterface, readModuleInterface } from './terraform-interface.ts';
import type { TerraformLayout } from './terraform-wiring.ts';

const modulesFolder = 'terraform/modules';
const rootFolder = 'terraform';

/** Reads what the wiring depends on, and the root module's files by their path in the repository. */
export async function readLayout(fleet: Pick<Fleet, 'root' | 'hosts'>): Promise<{
  readonly layout: TerraformLayout;
  readonly existing: ReadonlyMap<string, string>;
}> {
  const { root, hosts } = fleet;
  const existing = await readModuleFiles(root, rootFolder);
  const modules = new Map<string, ModuleInterface>();
  for (const name of await listFolders(join(root, modulesFolder))) {
    const files = await readModuleFiles(root, posix.join(modulesFolder, name));
    modules.set(name, readModuleInterface(files.values()));
  }
  const names = hosts.map((host) => host.name);
  const layout = {
    modules,
    root: readModuleInterface(existing.values()),
    ownFiles: new Set(names.filter((name) => existing.has(`${rootFolder}/${name}.tf`))),
    sshOptions: readSshOptions(existing.get(`${rootFolder}/docker-providers.tf`) ?? ''),
  };
  return { layout, existing };
}

/** The `ssh_opts` of the first provider, where it is a plain list of strings. */
function readSshOptions(providers: string): readonly string[] {
  const list = /^\s*ssh_opts\s*=\s*\[([^\]\n]*)\]/m.exec(providers)?.[1] ?? '';
  return [...list.matchAll(/"((?:[^"\\$%]|\\["\\])*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(["\\])/g, '$1'),
  );
}

async function readModuleFiles(root: string, folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const names = await listEntries(join(root, folder));
  for (const { name, isFile } of names) {
    if (isFile && name.endsWith('.tf'))
      files.set(posix.join(folder, name), await readFile(join(root, folder, name), 'utf8'));
  }
  return files;
}

async function listFolders(folder: string): Promise<string[]> {
  return (await listEntries(folder)).filter((entry) => !entry.isFile).map((entry) => entry.name);
}

async function listEntries(folder: string): Promise<{ readonly name: string; readonly isFile: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .map((entry) => ({ name: entry.name, isFile: !entry.isDirectory() }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
