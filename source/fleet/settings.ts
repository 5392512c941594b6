import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError, type Place } from '../basics/problem.ts';
import { PyDict } from '../jinja/values.ts';
import { describeIssueWords } from './issue-words.ts';
import { findNearest } from './nearest.ts';
import { toPlain } from './plain-values.ts';
import { kindOf, type ParsedFile, VariableFiles } from './variable-files.ts';

/** The settings file, at the repository's root. A repository needs none. */
export const settingsFile = 'peerdeck.yml';

/** What the parts that own a section check further themselves. */
const section = z.record(z.string(), z.unknown());

const schema = z.strictObject({
  name: z.string().min(1).optional(),
  inventory: z.string().min(1).default('inventory'),
  templates: z.string().min(1).default('templates/config'),
  vault_password_file: z.string().min(1).default('.password'),
  delivery: z.array(section).default([]),
  checks: z.array(section).default([]),
  commands: z.array(section).default([]),
  console: section.default({}),
  lab: section.default({}),
  terraform: z.enum(['terraform', 'tofu']).optional(),
});

export interface FleetSettings {
  /** The fleet's name on screen; the root folder's by default. */
  readonly name?: string;
  /** A file or folder, relative to the root. */
  readonly inventory: string;
  /** The folder of the hosts' templates, relative to the root. */
  readonly templates: string;
  /** Relative to the root. */
  readonly vaultPasswordFile: string;
  readonly delivery: readonly Readonly<Record<string, unknown>>[];
  readonly checks: readonly Readonly<Record<string, unknown>>[];
  readonly commands: readonly Readonly<Record<string, unknown>>[];
  readonly console: Readonly<Record<string, unknown>>;
  readonly lab: Readonly<Record<string, unknown>>;
  /** Which program plans and applies; by default the first that is found. */
  readonly terraform?: 'terraform' | 'tofu';
  /** Where the file has a setting, by its keys. */
  readonly findPlace?: (keys: readonly PropertyKey[]) => Place;
}

/** Whether an entry of `checks` is a command to be run on hosts; the others silence findings. */
export function isHealthCheck(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'run' in entry;
}

/** Reads `peerdeck.yml`; without one all settings have their defaults. Throws OperatorError with the line. */
export async function loadSettings(root: string): Promise<FleetSettings> {
  const path = join(root, settingsFile);
  if ((await kindOf(path)) === 'nothing') return parseSettings({}, () => ({ file: settingsFile }));
  const files = new VariableFiles(root, { kind: 'closed' });
  const parsed = await files.readMapping(path);
  return parseSettings(toPlain(parsed?.value), (keys) => findPlace(parsed, keys));
}

function parseSettings(value: unknown, place: (keys: readonly PropertyKey[]) => Place): FleetSettings {
  const result = schema.safeParse(value);
  if (!result.success) throw describeIssue(result.error, place);
  const { name, inventory, templates, vault_password_file, delivery, checks, commands, lab, terraform } =
    result.data;
  return {
    ...(name === undefined ? {} : { name }),
    inventory,
    templates,
    vaultPasswordFile: vault_password_file,
    delivery,
    checks,
    commands,
    console: result.data.console,
    lab,
    ...(terraform === undefined ? {} : { terraform }),
    findPlace: place,
  };
}

function describeIssue(error: z.ZodError, place: (keys: readonly PropertyKey[]) => Place): OperatorError {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = Object.keys(schema.shape);
    const nearest = findNearest(key, known);
    return refuse(
      `there is no setting ${key}${nearest === undefined ? '' : `; do you mean ${nearest}?`}`,
      place([...issue.path, key]),
      `settings: ${known.join(', ')}`,
    );
  }
  const path = issue?.path ?? [];
  return refuse(`${path.join('.')}: ${describeIssueWords(issue)}`, place(path));
}

function refuse(message: string, place: Place, hint?: string): OperatorError {
  return new OperatorError({
    kind: 'settings-invalid',
    message,
    place,
    attempted: `to read ${settingsFile}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The place of the innermost value on the way that the file has. */
function findPlace(parsed: ParsedFile | undefined, keys: readonly PropertyKey[]): Place {
  let place: Place = { file: settingsFile };
  let container = parsed?.value;
  for (const key of keys) {
    if (typeof container !== 'object' || container === null) break;
    place = parsed?.marks.find(container, key)?.place ?? place;
    container =
      container instanceof PyDict
        ? container.get(key)
        : Array.isArray(container)
          ? container[Number(key)]
          : undefined;
  }
  return place;
}
