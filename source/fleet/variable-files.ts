import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { OperatorError, type Place, type Problem, toProblem } from '../basics/problem.ts';
import { PyDict } from '../jinja/values.ts';
import { comparePoints } from './inventory-graph.ts';
import { Marks } from './marks.ts';
import { isEncrypted, type VaultReader } from './vault-access.ts';
import { readYaml } from './yaml.ts';

/** How the vaults of some files are opened; `closed` leaves their values out. */
export type VaultPolicy =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly reader: () => Promise<VaultReader> };

/** A file of variables, read. */
export interface ParsedFile {
  /** As the operator would type it. */
  readonly file: string;
  readonly path: string;
  readonly value: unknown;
  readonly marks: Marks;
  /** The file was a vault as a whole: all that is in it is secret. */
  readonly secret: boolean;
}

/** The largest file of variables that is read, in bytes. */
const sizeLimit = 16 * 1024 * 1024;

/** Reads YAML files of one layer, opening vaults by its policy. */
export class VariableFiles {
  readonly #root: string;
  readonly #policy: VaultPolicy;
  readonly problems: Problem[] = [];

  constructor(root: string, policy: VaultPolicy) {
    this.#root = root;
    this.#policy = policy;
  }

  /** The path as the operator would type it at the root. */
  nameFile(path: string): string {
    const inside = relative(this.#root, path);
    return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  }

  /** The text of a file, decrypted; undefined when its vault stays closed. */
  async readText(path: string): Promise<{ readonly text: string; readonly secret: boolean } | undefined> {
    const file = this.nameFile(path);
    const data = await readBounded(path, file);
    if (!isEncrypted(data)) return { text: decode(data, file), secret: false };
    if (this.#policy.kind === 'closed') {
      this.#noteClosed({ file });
      return undefined;
    }
    const reader = await this.#policy.reader();
    return { text: decode(reader.read(data, { file }), file), secret: true };
  }

  /** A YAML file; undefined when its vault stays closed. */
  async read(path: string): Promise<ParsedFile | undefined> {
    const content = await this.readText(path);
    if (content === undefined) return undefined;
    return this.parse(path, content.text, content.secret);
  }

  async parse(path: string, text: string, secret: boolean): Promise<ParsedFile> {
    const file = this.nameFile(path);
    const marks = new Marks();
    const reader = await this.#prepareInlineVaults(text);
    const value = readYaml({
      file,
      text,
      json: path.endsWith('.json'),
      openInlineVault: reader,
      onValue: marks.record,
    });
    return { file, path, value, marks, secret };
  }

  /** The same where only a mapping will do; an empty file is an empty mapping. */
  async readMapping(path: string): Promise<(ParsedFile & { readonly value: PyDict }) | undefined> {
    const parsed = await this.read(path);
    if (parsed === undefined) return undefined;
    const { value } = parsed;
    if (value instanceof PyDict) return { ...parsed, value };
    if (isEmptyValue(value)) return { ...parsed, value: new PyDict() };
    throw new OperatorError({
      kind: 'variables-invalid',
      message: `${parsed.file} is not a mapping of variables at its top`,
      place: { file: parsed.file, line: 1 },
      attempted: `to read ${parsed.file} as variables`,
      hint: 'write each variable as "name: value" at the left edge',
    });
  }

  async #prepareInlineVaults(
    text: string,
  ): Promise<(cipherText: string, place: Place) => string | undefined> {
    if (this.#policy.kind === 'closed' || !text.includes('!vault')) {
      return (_cipherText, place) => {
        this.#noteClosed(place);
        return undefined;
      };
    }
    const reader = await this.#policy.reader();
    return (cipherText, place) => reader.read(cipherText, place).toString('utf8');
  }

  #noteClosed(place: Place): void {
    this.problems.push({
      kind: 'vault-closed',
      message: "this stands in the repository's vault, which a lab never opens; it is left out",
      place,
      hint: 'a value that the lab needs belongs into its own inventory or secrets file',
    });
  }
}

async function readBounded(path: string, file: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= sizeLimit) return await readFile(path);
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'file-unreadable',
        message: `${file} cannot be read`,
        place: { file },
        answer: toProblem(error).message,
      },
      { cause: error },
    );
  }
  throw new OperatorError({
    kind: 'file-too-large',
    message: `${file} is larger than ${sizeLimit / 1024 / 1024} MiB, which no file of variables is`,
    place: { file },
  });
}

function decode(data: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (error) {
    throw new OperatorError(
      { kind: 'file-not-utf8', message: `${file} is not UTF-8 text`, place: { file } },
      { cause: error },
    );
  }
}

/** What Python counts as false: such a file is passed over, as Ansible does. */
function isEmptyValue(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    value === '' ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}

const extensions = ['', '.yml', '.yaml', '.json'];

/**
 * The files of variables that `folder/NAME` stands for, as Ansible finds them: NAME without an extension, else
 * with `.yml`, `.yaml` or `.json`; of a folder NAME all files in it, in the order of their names.
 */
export async function findVariableFiles(folder: string, name: string): Promise<readonly string[]> {
  if (name.startsWith('/')) return [];
  for (const extension of extensions) {
    const path = join(folder, `${name}${extension}`);
    const kind = await kindOf(path);
    if (kind === 'folder') return listVariableFolder(path);
    if (kind === 'file') return [path];
  }
  return [];
}

async function listVariableFolder(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort(comparePoints)) {
    if (name.startsWith('.') || name.endsWith('~')) continue;
    const path = join(folder, name);
    const kind = await kindOf(path);
    const extension = /.(\.[^.]*)$/s.exec(name)?.[1] ?? '';
    if (kind === 'folder' && extension === '') found.push(...(await listVariableFolder(path)));
    else if (kind === 'file' && extensions.includes(extension)) found.push(path);
  }
  return found;
}

/** What stands at a path, through links. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | 'nothing'> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined) return 'nothing';
  return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** The YAML files directly in a folder, in the order of their names; none where there is no such folder. */
export async function listYamlFiles(folder: string): Promise<readonly string[]> {
  if ((await kindOf(folder)) !== 'folder') return [];
  const files: string[] = [];
  for (const name of (await readdir(folder)).sort(comparePoints)) {
    const path = join(folder, name);
    if (/^[^.].*\.ya?ml$/.test(name) && (await kindOf(path)) === 'file') files.push(path);
  }
  return files;
}
