import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError, type Problem } from '../basics/problem.ts';
import { PyDict } from '../jinja/values.ts';
import { comparePoints, InventoryGraph } from './inventory-graph.ts';
import { addIniInventory } from './inventory-ini.ts';
import { addYamlInventory, type InventorySource, invalid } from './inventory-yaml.ts';
import { Marks } from './marks.ts';
import type { Origins } from './origins.ts';
import { kindOf, type ParsedFile, type VariableFiles } from './variable-files.ts';

export interface LoadedInventory {
  readonly graph: InventoryGraph;
  readonly problems: readonly Problem[];
}

/** What Ansible passes over in an inventory folder. */
const ignored =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.ini|\.cfg|\.retry)$/;
const yamlExtensions: readonly string[] = ['', '.yaml', '.yml', '.json'];

/** Reads an inventory, a file or a folder of files, into one graph. */
export async function loadInventory(
  path: string,
  files: VariableFiles,
  origins: Origins,
  lab: boolean,
): Promise<LoadedInventory> {
  const loader = new InventoryLoader(files, origins, lab);
  await loader.addSource(path);
  loader.graph.settle();
  return { graph: loader.graph, problems: loader.problems };
}

class InventoryLoader {
  readonly graph = new InventoryGraph();
  readonly problems: Problem[] = [];
  readonly #files: VariableFiles;
  readonly #origins: Origins;
  readonly #lab: boolean;

  constructor(files: VariableFiles, origins: Origins, lab: boolean) {
    this.#files = files;
    this.#origins = origins;
    this.#lab = lab;
  }

  async addSource(path: string): Promise<void> {
    const kind = await kindOf(path);
    if (kind === 'file') return this.#addFile(path);
    if (kind === 'folder') return this.#addFolder(path);
    const file = this.#files.nameFile(path);
    throw new OperatorError({
      kind: 'inventory-missing',
      message: `there is no inventory at ${file}`,
      place: { file },
      attempted: 'to read the inventory',
      hint: 'create it, name another with `inventory:` in peerdeck.yml, or name the repository with --root',
    });
  }

  async #addFolder(folder: string): Promise<void> {
    for (const name of (await readdir(folder)).sort(comparePoints)) {
      if (ignored.test(name)) this.#noteIgnored(folder, name);
      else await this.addSource(join(folder, name));
    }
  }

  /** Ansible silently passes over `.ini` in a folder; whoever put hosts there wants to know. */
  #noteIgnored(folder: string, name: string): void {
    if (!name.endsWith('.ini')) return;
    const file = this.#files.nameFile(join(folder, name));
    this.problems.push({
      kind: 'inventory-ignored',
      message: `${file} is passed over: Ansible reads no .ini file of an inventory folder`,
      place: { file },
      hint: `rename it to ${file.replace(/\.ini$/, '')}`,
    });
  }

  async #addFile(path: string): Promise<void> {
    const content = await this.#files.readText(path);
    if (content === undefined) return;
    const extension = /[^/](\.[^./]*)$/.exec(path)?.[1] ?? '';
    if (yamlExtensions.includes(extension) && !(extension === '' && looksLikeIni(content.text))) {
      return this.#addYaml(path, content.text, content.secret);
    }
    const file = this.#files.nameFile(path);
    if (content.text.startsWith('#!'))
      throw invalid('inventory programs are not run; write the hosts down', { file });
    addIniInventory(
      content.text,
      this.#makeSource({ file, path, marks: new Marks(), secret: content.secret }),
    );
  }

  async #addYaml(path: string, text: string, secret: boolean): Promise<void> {
    const parsed = await this.#files.parse(path, text, secret);
    const data = this.#checkYaml(parsed);
    if (data !== undefined) addYamlInventory(data, this.#makeSource(parsed));
  }

  #checkYaml({ value, file }: ParsedFile): PyDict | undefined {
    if (value === null) {
      this.problems.push({ kind: 'inventory-ignored', message: `${file} is empty`, place: { file } });
      return undefined;
    }
    if (!(value instanceof PyDict)) throw invalid('an inventory is a mapping of groups', { file, line: 1 });
    if (value.get('plugin')) {
      throw invalid(
        'inventories of plugins are not read; write the hosts down, or export them with ansible-inventory --list --export --yaml',
        { file },
      );
    }
    return value;
  }

  #makeSource({ file, path, marks, secret }: Omit<ParsedFile, 'value'>): InventorySource {
    return {
      file,
      path,
      marks,
      secret,
      graph: this.graph,
      origins: this.#origins,
      problems: this.problems,
      lab: this.#lab,
    };
  }
}

/**
 * Whether a file without an extension is an INI inventory: its first line that is no comment is a section, or a
 * host without the colon that a YAML key ends in.
 */
function looksLikeIni(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !/^\s*[#;]/.test(line)) ?? '';
  return !/^(?:---|\{)|:\s*(?:$|#|\{)|^["'?]/.test(first.trim());
}
