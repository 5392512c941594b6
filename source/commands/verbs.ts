import type { Command } from 'commander';

/** Adds a verb, with its flags and action, to the program. */
export type AddCommand = (program: Command) => void;

/** Each verb and the file that has it; a file is read only when its verb is used, which keeps the start quick. */
export const verbs: Readonly<Record<string, () => Promise<AddCommand>>> = {
  console: async () => (await import('./console.ts')).addConsoleCommand,
  keys: async () => (await import('./keys.ts')).addKeysCommand,
  hosts: async () => (await import('./hosts.ts')).addHostsCommand,
  status: async () => (await import('./status.ts')).addStatusCommand,
  vitals: async () => (await import('./vitals.ts')).addVitalsCommand,
  diagnose: async () => (await import('./diagnose.ts')).addDiagnoseCommand,
  render: async () => (await import('./render.ts')).addRenderCommand,
  why: async () => (await import('./why.ts')).addWhyCommand,
  check: async () => (await import('./check.ts')).addCheckCommand,
  diff: async () => (await import('./diff.ts')).addDiffCommand,
  sync: async () => (await import('./sync.ts')).addSyncCommand,
  deploy: async () => (await import('./deploy.ts')).addDeployCommand,
  rollback: async () => (await import('./rollback.ts')).addRollbackCommand,
  peer: async () => (await import('./peer.ts')).addPeerCommand,
  routes: async () => (await import('./routes.ts')).addRoutesCommand,
  ping: async () => (await import('./peer-reach.ts')).addPingCommand,
  trace: async () => (await import('./peer-reach.ts')).addTraceCommand,
  logs: async () => (await import('./peer-log.ts')).addLogsCommand,
  hold: async () => (await import('./hold.ts')).addHoldCommand,
  release: async () => (await import('./release.ts')).addReleaseCommand,
  lock: async () => (await import('./lock.ts')).addLockCommand,
  log: async () => (await import('./log.ts')).addLogCommand,
  plan: async () => (await import('./plan.ts')).addPlanCommand,
  apply: async () => (await import('./apply.ts')).addApplyCommand,
  state: async () => (await import('./state.ts')).addStateCommand,
  containers: async () => (await import('./containers.ts')).addContainersCommand,
  host: async () => (await import('./host.ts')).addHostCommand,
  image: async () => (await import('./image.ts')).addImageCommand,
  vault: async () => (await import('./vault.ts')).addVaultCommand,
  lab: async () => (await import('./lab.ts')).addLabCommand,
};

const flagsWithValue = new Set([
  '--root',
  '--limit',
  '--terraform-binary',
  '--theme',
  '--vault-password-file',
  '--vault-id',
]);
const flagsForAll = new Set(['-h', '--help', 'help']);

/**
 * The verb that a command line names; `console` when it names none, undefined when the whole program is asked
 * about or the word is unknown.
 */
export function findVerb(words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (flagsForAll.has(word)) return undefined;
    if (flagsWithValue.has(word)) index += 1;
    else if (!word.startsWith('-')) return word in verbs ? word : undefined;
  }
  return 'console';
}

export async function loadVerb(name: string): Promise<AddCommand> {
  const load = verbs[name];
  if (!load) throw new Error(`no such command: ${name}`);
  return load();
}
