import { z } from 'zod';
import { OperatorError } from '../basics/problem.ts';
import { describeIssueWords } from '../fleet/issue-words.ts';
import { settingsFile } from '../fleet/settings.ts';
import { isThemeName, type ThemeName, themeNames } from './look/theme-names.ts';
import type { Preferences } from './preferences.ts';

/** What is said on the command line; it goes before everything else. */
export interface PreferenceFlags {
  readonly theme?: string;
  readonly screenReader?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const schema = z.strictObject({
  theme: z.enum(themeNames).optional(),
  mouse: z.boolean().default(false),
  notify: z.enum(['off', 'bell', 'osc9']).default('off'),
  screen_reader: z.boolean().default(false),
  keys: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
});

/**
 * The preferences of `console:` in peerdeck.yml, under those of the environment (`PEERDECK_THEME`,
 * `PEERDECK_SCREEN_READER`) and the flags. Throws OperatorError for what is not understood.
 */
export function readPreferences(
  section: Readonly<Record<string, unknown>>,
  flags: PreferenceFlags = {},
  environment: Environment = process.env,
): Preferences {
  const result = schema.safeParse(section);
  if (!result.success) throw describeIssue(result.error);
  const { theme, mouse, notify, screen_reader, keys } = result.data;
  const named = flags.theme ?? notEmpty(environment['PEERDECK_THEME']);
  const spoken = flags.screenReader === true || isOn(environment['PEERDECK_SCREEN_READER']);
  return {
    theme: named === undefined ? themeOfSettings(theme, environment) : checkTheme(named),
    mouse,
    notify,
    screenReader: spoken || screen_reader,
    keys: Object.fromEntries(
      Object.entries(keys).map(([action, given]) => [action, typeof given === 'string' ? [given] : given]),
    ),
  };
}

/** The settings are for everybody; `NO_COLOR` is one person's wish. */
function themeOfSettings(theme: ThemeName | undefined, { NO_COLOR }: Environment): ThemeName | undefined {
  return notEmpty(NO_COLOR) === undefined || theme === 'ascii' ? theme : undefined;
}

function checkTheme(name: string): ThemeName {
  if (isThemeName(name)) return name;
  throw new OperatorError({
    kind: 'theme-unknown',
    message: `there is no theme ${name}`,
    hint: `themes: ${themeNames.join(', ')}`,
  });
}

function notEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}

function describeIssue(error: z.ZodError): OperatorError {
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = ['console', ...(issue?.path ?? [])].join('.');
  return new OperatorError({
    kind: 'settings-invalid',
    message:
      unknown === undefined
        ? `${path}: ${describeIssueWords(issue)}`
        : `there is no setting ${path}.${unknown}`,
    place: { file: settingsFile },
    attempted: `to read ${settingsFile}`,
    hint: `settings of the console: ${Object.keys(schema.shape).join(', ')}`,
  });
}
