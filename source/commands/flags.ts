import { type Command, InvalidArgumentError, Option } from 'commander';
import { isThemeName, themeNames } from '../console/look/theme-names.ts';

/** The flags that every command understands, as they were given. */
export interface FleetFlags {
  readonly root?: string;
  readonly limit?: string;
  /** The lab's name, `''` for the fleet's own lab, undefined for production. */
  readonly lab?: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly readOnly: boolean;
  /** Terraform or OpenTofu, by name or path. */
  readonly terraformBinary?: string;
  /** How the console looks. */
  readonly theme?: string;
  readonly screenReader: boolean;
  readonly vaultPasswordFile: readonly string[];
  readonly vaultId: readonly string[];
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** Declares the common flags; they may stand before or after the verb. */
export function addFleetFlags(program: Command): Command {
  return program
    .option('--root <dir>', 'the repository (default: the nearest folder upward that has an inventory)')
    .option('--limit <pattern>', "hosts to work on, in Ansible's patterns: ixp:&ams*:!ixpams02")
    .option('--lab [name]', 'work on the lab of this fleet instead of production')
    .option('--json', 'print events as JSON lines, and nothing else', false)
    .option('--yes', 'do not ask', false)
    .option('--read-only', 'change nothing anywhere', false)
    .option('--terraform-binary <program>', 'terraform, tofu, or the path of one (default: the first found)')
    .addOption(
      new Option('--theme <name>', `how the console looks: ${themeNames.join(', ')}`).argParser(readTheme),
    )
    .option('--screen-reader', 'the console tells what changes line by line, and draws nothing', false)
    .addOption(
      new Option('--vault-password-file <file>', 'where the vault password is read (as in Ansible)')
        .argParser(collect)
        .default([], 'the repository’s .password'),
    )
    .addOption(
      new Option('--vault-id <label@source>', 'a labelled vault password (as in Ansible)')
        .argParser(collect)
        .default([], 'none'),
    );
}

function readTheme(name: string): string {
  if (isThemeName(name)) return name;
  throw new InvalidArgumentError(`There is no such theme: ${themeNames.join(', ')}.`);
}

/**
 * `--lab` alone never takes the word after it for its name: only `--lab=NAME` gives one.
 * Commander reads an optional value greedily, so the bare flag is written out before parsing.
 */
export function settleLabFlag(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => (word === '--lab' && (end < 0 || index < end) ? '--lab=' : word));
}

/** The flags of a command and of the program above it. */
export function readFlags(command: Command): FleetFlags {
  const given: Record<string, unknown> = command.optsWithGlobals();
  const text = (key: string): string | undefined => {
    const value = given[key];
    return typeof value === 'string' ? value : undefined;
  };
  const texts = (key: string): readonly string[] => {
    const value = given[key];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const lab = text('lab') ?? readLabVariable(process.env['PEERDECK_LAB']);
  const root = text('root');
  const limit = text('limit');
  const terraformBinary = text('terraformBinary');
  const theme = text('theme');
  return {
    ...(root === undefined ? {} : { root }),
    ...(limit === undefined ? {} : { limit }),
    ...(theme === undefined ? {} : { theme }),
    ...(lab === undefined ? {} : { lab }),
    json: given['json'] === true,
    yes: given['yes'] === true,
    readOnly: given['readOnly'] === true,
    ...(terraformBinary === undefined ? {} : { terraformBinary }),
    screenReader: given['screenReader'] === true,
    vaultPasswordFile: texts('vaultPasswordFile'),
    vaultId: texts('vaultId'),
  };
}

/** `PEERDECK_LAB`: a name, or `1` for the fleet's own lab. */
function readLabVariable(value: string | undefined): string | undefined {
  if (value === undefined || value === '' || value === '0') return undefined;
  return value === '1' ? '' : value;
}
