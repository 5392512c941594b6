import { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { addFleetFlags } from './flags.ts';
import { findVerb, loadVerb, verbs } from './verbs.ts';

/** The program with the verb that these words name, or with all of them where that is not plain. */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const program = addFleetFlags(new Command('peerdeck'))
    .description('A console for a small network across the world, kept as code.')
    .version(process.env['PEERDECK_VERSION'] ?? 'unknown', '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(peerdeck --help tells the commands)')
    // 2 is the exit code of a command line that cannot be understood; commander's own is 1.
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage));
  if (words.includes('--version') || words.includes('-V')) return program;
  const verb = findVerb(words);
  for (const name of verb === undefined ? Object.keys(verbs) : [verb]) {
    const add = await loadVerb(name);
    add(program);
  }
  return program;
}
