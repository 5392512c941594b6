import { Command } from 'commander';
import { addFleetFlags } from './flags.ts';
import { findVerb, loadVerb, verbs } from './verbs.ts';

/** The program with the verb that these words name, or with all of them where that is not plain. */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const program = addFleetFlags(new Command('peerdeck'))
    .description('A console for a small network across the world, kept as code.')
    .version(process.env['PEERDECK_VERSION'] ?? 'unknown', '-V, --version')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(peerdeck --help tells the commands)');
  const verb = findVerb(words);
  for (const name of verb === undefined ? Object.keys(verbs) : [verb]) {
    const add = await loadVerb(name);
    add(program);
  }
  return program;
}
