import { z } from 'zod';
import { OperatorError, type Place } from '../basics/problem.ts';
import { matchGlob } from '../fleet/glob.ts';
import { describeIssueWords } from '../fleet/issue-words.ts';
import { findNearest } from '../fleet/nearest.ts';
import { isHealthCheck } from '../fleet/settings.ts';
import type { Activation, DescribedService } from './described.ts';
import type { CustomRule, HealthCheck } from './host-delivery.ts';
import { isPlainPath } from './manifest.ts';
import { builtinRules, isServiceName, type Placement } from './rules.ts';

/** Something of `peerdeck.yml` for some of the hosts: all, or those of a pattern as `--limit` takes it. */
export interface ForHosts<Value> {
  readonly value: Value;
  readonly hosts: string | undefined;
}

/** Finds the place of a setting by its keys. */
export type FindPlace = (keys: readonly PropertyKey[]) => Place;

const command = z.string().trim().min(1).max(4000);
const serviceName = z.string().refine(isServiceName, 'is to be the name of a unit or container');
const account = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'is to be the name of an account');
const mode = z
  .string({ error: 'is to be a quoted text such as "0644"' })
  .regex(/^0?[0-7]{3}$/, 'is to be three or four octal digits such as "0644"');

const activation = z.union(
  [
    z.literal('none'),
    z.strictObject({ reload: serviceName }),
    z.strictObject({ restart: serviceName }),
    z.strictObject({ container: serviceName }),
    z.strictObject({ run: command }),
  ],
  { error: 'is to be none, {reload: UNIT}, {restart: UNIT}, {container: NAME} or {run: COMMAND}' },
);

const ruleShape = z.strictObject({
  name: z.string().refine(isServiceName, 'is to be a word'),
  match: z.string().min(1).max(500),
  hosts: z.string().min(1).max(500).optional(),
  to: z.string().max(500).optional(),
  owner: account.optional(),
  group: account.optional(),
  mode: mode.optional(),
  validate: command.optional(),
  activate: activation.optional(),
  confirm: command.optional(),
  revert: command.optional(),
});

const checkShape = z.strictObject({
  name: z.string().refine(isServiceName, 'is to be a word'),
  run: command,
  hosts: z.string().min(1).max(500).optional(),
});

/** Reads `delivery` of `peerdeck.yml`. Throws OperatorError with file and line. */
export function readDeliveryRules(
  entries: readonly unknown[],
  place: FindPlace,
): readonly ForHosts<CustomRule>[] {
  const names = new Set<string>();
  return entries.map((entry, index) => {
    const keys = ['delivery', index];
    const rule = parse(ruleShape, entry, keys, place);
    if (names.has(rule.name)) throw refuse(`there are two rules ${rule.name}`, place([...keys, 'name']));
    names.add(rule.name);
    const target =
      rule.to === undefined ? undefined : readTarget(rule.to, rule.match, place([...keys, 'to']));
    return { value: makeRule(rule, target), hosts: rule.hosts };
  });
}

/** Reads the health checks among `checks` of `peerdeck.yml`: entries that have `run`. Throws OperatorError. */
export function readHealthChecks(
  entries: readonly unknown[],
  place: FindPlace,
): readonly ForHosts<HealthCheck>[] {
  return entries.flatMap((entry, index) => {
    if (!isHealthCheck(entry)) return [];
    const { name, run, hosts } = parse(checkShape, entry, ['checks', index], place);
    return [{ value: { name, command: run }, hosts }];
  });
}

type RuleSettings = z.output<typeof ruleShape>;

/** A folder that files keep their path below, or the one place of the one file that matches. */
interface Target {
  readonly path: string;
  readonly isFolder: boolean;
}

function readTarget(to: string, match: string, place: Place): Target {
  const isFolder = to.endsWith('/');
  const path = isFolder ? to.slice(0, -1) : to;
  if (!/^(?:~\/|\/)./.test(to) || !isPlainPath(path)) {
    throw refuse('to: is to be an absolute path, or one below the home as ~/…', place);
  }
  if (!isFolder && /[*?[]/.test(match)) {
    throw refuse('to: several files may match, so it is to be a folder: end it with a /', place);
  }
  return { path, isFolder };
}

function makeRule(settings: RuleSettings, target: Target | undefined): CustomRule {
  const { name, match } = settings;
  const fixed = match.slice(0, match.search(/[*?[]|$/));
  const prefix = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  const service = makeService(settings, target, prefix);
  return {
    name,
    ...(service === undefined ? {} : { service }),
    place: (file) => {
      if (!matchGlob(match, file.path)) return undefined;
      const usual = builtinRules.map((rule) => rule.place(file)).find((placed) => placed !== undefined);
      return usual && placeBy(settings, target, prefix, file, usual);
    },
    owns: (path, home) => {
      const known = path.startsWith(`${home}/`) ? path.slice(home.length + 1) : undefined;
      if (target === undefined) return listUsualNames(path, known).some((one) => matchGlob(match, one));
      const absolute = target.path.startsWith('~/') ? `${home}/${target.path.slice(2)}` : target.path;
      if (!target.isFolder) return path === absolute;
      return path.startsWith(`${absolute}/`) && matchGlob(match, prefix + path.slice(absolute.length + 1));
    },
  };
}

/** The rendered paths that a file of this place has where no rule puts it elsewhere. */
function listUsualNames(path: string, belowHome: string | undefined): readonly string[] {
  if (belowHome !== undefined) return [belowHome];
  if (path.startsWith('/etc/systemd/system/'))
    return [`systemd/${path.slice('/etc/systemd/system/'.length)}`];
  if (path.startsWith('/etc/ssh/sshd_config.d/'))
    return [`sshd/${path.slice('/etc/ssh/sshd_config.d/'.length)}`];
  return path.startsWith('/etc/') ? [path.slice('/etc/'.length)] : [];
}

function placeBy(
  { owner, group, mode: bits }: RuleSettings,
  target: Target | undefined,
  prefix: string,
  file: { readonly path: string; readonly executable: boolean; readonly secret: boolean },
  usual: Placement,
): Placement {
  const below = file.path.slice(prefix.length);
  const path = target === undefined ? usual.path : target.isFolder ? `${target.path}/${below}` : target.path;
  const isSystem = path.startsWith('/');
  const wasSystem = usual.path.startsWith('/');
  const account = isSystem ? (wasSystem ? usual.owner : 'root') : 'user';
  const readable = file.secret ? 0o600 : 0o644;
  const usualMode = isSystem === wasSystem ? usual.mode : file.executable ? readable | 0o111 : readable;
  return {
    path,
    owner: owner ?? account,
    group: group ?? (owner === undefined && isSystem && wasSystem ? usual.group : (owner ?? account)),
    mode: bits === undefined ? usualMode : Number.parseInt(bits, 8),
  };
}

/** A rule that says nothing of what takes the files up leaves that to what is built in. */
function makeService(
  { name, validate, activate, confirm, revert }: RuleSettings,
  target: Target | undefined,
  prefix: string,
): DescribedService | undefined {
  if (validate === undefined && activate === undefined && confirm === undefined && revert === undefined)
    return undefined;
  const folder = target === undefined ? `~/${prefix}`.replace(/\/$/, '') : target.path;
  return {
    id: { kind: 'rule', name },
    folder: target === undefined || target.isFolder ? folder : folder.slice(0, folder.lastIndexOf('/')),
    ownsFolder: target?.isFolder === true && target.path.startsWith('/'),
    validators: validate === undefined ? [] : [{ command: validate }],
    activation: activate === undefined ? { kind: 'none' } : toActivation(activate),
    ...(confirm === undefined ? {} : { confirm }),
    ...(revert === undefined ? {} : { revert }),
  };
}

function toActivation(given: z.output<typeof activation>): Activation {
  if (given === 'none') return { kind: 'none' };
  if ('reload' in given) return { kind: 'reload', unit: given.reload };
  if ('restart' in given) return { kind: 'restart', unit: given.restart };
  if ('container' in given) return { kind: 'container', name: given.container };
  return { kind: 'run', command: given.run };
}

function parse<Shape extends z.ZodObject>(
  shape: Shape,
  entry: unknown,
  keys: readonly PropertyKey[],
  place: FindPlace,
): z.output<Shape> {
  const parsed = shape.safeParse(entry);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = [...keys, ...(issue?.path ?? [])];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = Object.keys(shape.shape);
    const nearest = findNearest(key, known);
    throw refuse(
      `there is no ${key} in an entry of ${String(keys[0])}${nearest === undefined ? '' : `; do you mean ${nearest}?`}`,
      place([...at, key]),
      `keys: ${known.join(', ')}`,
    );
  }
  const name = issue?.path.join('.') ?? '';
  const isMissing = issue?.code === 'invalid_type' && issue.message.includes('undefined');
  throw refuse(
    isMissing ? `an entry of ${String(keys[0])} needs ${name}` : `${name}: ${describeIssueWords(issue)}`,
    place(at),
    `keys: ${Object.keys(shape.shape).join(', ')}`,
  );
}

function refuse(message: string, place: Place, hint?: string): OperatorError {
  return new OperatorError({
    kind: 'settings-invalid',
    message,
    place,
    attempted: 'to read peerdeck.yml',
    ...(hint === undefined ? {} : { hint }),
  });
}
