import type { ConsoleQuestions } from '../console/questions.ts';
import { type OpenFleetOptions, openFleet } from '../operations/open-fleet.ts';
import type { FleetSession } from '../operations/session.ts';
import type {
  HostKeyQuestion,
  PassphraseQuestion,
  RemoteQuestions,
  SudoPasswordQuestion,
} from '../remote/questions.ts';
import { createVaultPasswords } from '../secrets/vault-passwords.ts';
import type { FleetFlags } from './flags.ts';
import { askSecret, askYes, isInteractive } from './terminal-questions.ts';

/** Vault passwords as the flags name them; on a terminal the operator is asked when nothing else gives one. */
export function vaultPasswordsOf(
  flags: FleetFlags,
  vaults: OpenFleetOptions['vaults'] = 'needed',
): ReturnType<typeof createVaultPasswords> {
  return createVaultPasswords({
    vaultIds: flags.vaultId,
    passwordFiles: flags.vaultPasswordFile,
    ...(isInteractive() && vaults === 'needed' ? { prompt: askSecret } : {}),
  });
}

/** Opens the fleet that the flags name; `questions` is who answers what only a person can. */
export async function openSession(
  flags: FleetFlags,
  questions: RemoteQuestions | undefined = terminalQuestions(),
  vaults: OpenFleetOptions['vaults'] = 'needed',
): Promise<FleetSession> {
  // Read by whoever runs Terraform, whichever of the fleet's parts that is.
  if (flags.terraformBinary !== undefined) process.env['PEERDECK_TERRAFORM'] = flags.terraformBinary;
  return openFleet({
    ...(flags.root === undefined ? {} : { root: flags.root }),
    ...(flags.lab === undefined ? {} : { lab: flags.lab }),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    passwords: vaultPasswordsOf(flags, vaults),
    vaults,
    ...(questions === undefined ? {} : { questions }),
  });
}

/** Questions on the ordinary screen; nobody answers where there is no terminal. */
function terminalQuestions(): RemoteQuestions | undefined {
  if (!isInteractive()) return undefined;
  return {
    acceptHostKey: (question) => askYes(`${describeHostKey(question).join('\n')}\nTrust it and go on?`),
    passphrase: (question) => askSecret(`${describePassphrase(question)}: `),
    sudoPassword: (question) => askSecret(`${describeSudo(question)}: `),
  };
}

/** The same questions as the console puts them; nobody answers while there is no console. */
export function consoleQuestions(find: () => ConsoleQuestions | undefined): RemoteQuestions {
  return {
    acceptHostKey: async (question) => {
      const [title = '', ...lines] = describeHostKey(question);
      return (await find()?.confirm({ title, lines, proceed: 'trust' })) ?? false;
    },
    passphrase: async (question) => find()?.secret({ title: describePassphrase(question), lines: [] }),
    sudoPassword: async (question) => find()?.secret({ title: describeSudo(question), lines: [] }),
  };
}

function describeHostKey({ host, endpoint, keyType, fingerprint, file }: HostKeyQuestion): string[] {
  return [
    `${host} shows a host key nobody has vouched for.`,
    `${endpoint}: ${keyType} ${fingerprint}`,
    `It would be written to ${file}.`,
  ];
}

function describePassphrase({ file, again }: PassphraseQuestion): string {
  return again ? `Wrong. Passphrase of ${file}` : `Passphrase of ${file}`;
}

function describeSudo({ host, user, again }: SudoPasswordQuestion): string {
  return `${again ? 'Wrong. ' : ''}sudo password of ${user} on ${host}`;
}
