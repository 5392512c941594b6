import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Place } from '../basics/problem.ts';
import { asRecord, asText, field } from './json.ts';

/** Where the block of a resource stands; undefined for one that is no longer in the configuration. */
export type PlaceFinder = (address: string) => Place | undefined;

const depthLimit = 16;

/**
 * Reads the `.tf` files of the root module and of the local modules it calls, and finds each resource's block in
 * them. Files are named relative to the repository, `shownFolder` being the root module's.
 */
export async function readResourcePlaces(
  plan: unknown,
  folder: string,
  shownFolder: string,
  program = 'terraform',
): Promise<PlaceFinder> {
  const places = new Map<string, Place>();
  const read = new Map<string, ReadonlyMap<string, Place>>();
  const visit = async (module: unknown, path: string, prefix: string, depth: number): Promise<void> => {
    const blocks =
      read.get(path) ?? (await readBlocks(join(folder, path), posix.join(shownFolder, path), program));
    read.set(path, blocks);
    for (const [name, place] of blocks) places.set(`${prefix}${name}`, place);
    if (depth > depthLimit) return;
    for (const [name, call] of Object.entries(asRecord(field(asRecord(module), 'module_calls')))) {
      const source = asText(field(asRecord(call), 'source'));
      if (source?.startsWith('.'))
        await visit(
          field(asRecord(call), 'module'),
          posix.join(path, source),
          `${prefix}module.${name}.`,
          depth + 1,
        );
    }
  };
  await visit(field(asRecord(field(asRecord(plan), 'configuration')), 'root_module'), '.', '', 0);
  return (address) => places.get(dropKeys(address));
}

/** Blocks by their address in the module, such as `docker_container.proxy` or `data.x.y`. */
export function findBlocks(text: string, file: string): Map<string, Place> {
  const blocks = new Map<string, Place>();
  for (const [index, line] of text.split('\n').entries()) {
    const [, kind, type, name] = /^[ \t]*(resource|data)[ \t]+"([\w-]+)"[ \t]+"([\w-]+)"/.exec(line) ?? [];
    if (type === undefined || name === undefined) continue;
    const address = `${kind === 'data' ? 'data.' : ''}${type}.${name}`;
    if (!blocks.has(address)) blocks.set(address, { file, line: index + 1 });
  }
  return blocks;
}

/** `module.a["x"].b.c[0]` without its keys, as the configuration names it. */
export function dropKeys(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}

/** A module that is not there, or cannot be read, has no places: they are only a help. */
async function readBlocks(folder: string, shownFolder: string, program: string): Promise<Map<string, Place>> {
  const blocks = new Map<string, Place>();
  const names = await readdir(folder).catch(() => []);
  for (const name of listSources(names, program)) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    for (const [address, place] of findBlocks(text, posix.join(shownFolder, name)))
      blocks.set(address, place);
  }
  return blocks;
}

/** The files that are read: OpenTofu has `x.tofu` in the place of `x.tf`, Terraform knows only the latter. */
export function listSources(names: readonly string[], program: string): readonly string[] {
  const isRead = (name: string) =>
    name.endsWith('.tf') ? program !== 'tofu' || !names.includes(name.replace(/tf$/, 'tofu')) : false;
  const isTofu = (name: string) => program === 'tofu' && name.endsWith('.tofu');
  return names.filter((name) => isRead(name) || isTofu(name)).toSorted();
}
