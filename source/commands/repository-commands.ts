import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OfferedCommand } from '../console/desk/custom-commands.ts';
import { quoteWord } from '../remote/shell-words.ts';

const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];
const target = /^([A-Za-z0-9][A-Za-z0-9_./-]*)[ \t]*:(?![=:])/gm;
const longestMakefile = 256 * 1024;
const mostOffered = 100;

/** What a repository brings along already: the targets of its Makefile, and its playbooks. */
export async function findRepositoryCommands(root: string): Promise<readonly OfferedCommand[]> {
  return [...(await findTargets(root)), ...(await findPlaybooks(root))];
}

async function findTargets(root: string): Promise<readonly OfferedCommand[]> {
  const names = new Set(await listFolder(root));
  const file = makefiles.find((name) => names.has(name));
  if (file === undefined) return [];
  return parseTargets(await readFile(join(root, file), 'utf8')).map((name) => ({
    title: `make ${name}`,
    command: `make ${quoteWord(name)}`,
    key: undefined,
    source: file,
    changes: true,
  }));
}

/** The targets that a person would name: no patterns, no special ones, each once. */
export function parseTargets(makefile: string): readonly string[] {
  const found = makefile.slice(0, longestMakefile).matchAll(target);
  return [...new Set([...found].map(([, name = '']) => name))].slice(0, mostOffered);
}

async function findPlaybooks(root: string): Promise<readonly OfferedCommand[]> {
  const names = (await listFolder(join(root, 'playbooks'))).filter((name) => /\.ya?ml$/.test(name)).sort();
  return names.slice(0, mostOffered).map((name) => ({
    title: `playbook ${name.replace(/\.ya?ml$/, '')}`,
    command: `ansible-playbook ${quoteWord(`playbooks/${name}`)} --limit {host}`,
    key: undefined,
    source: `playbooks/${name}`,
    changes: true,
  }));
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (
      thrown instanceof Error &&
      'code' in thrown &&
      (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')
    )
      return [];
    throw thrown;
  }
}
