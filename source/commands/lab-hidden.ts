import type { Command } from 'commander';
import { toProblem } from '../basics/problem.ts';
import { currentProgram } from '../lab/client/program.ts';
import { runSweep, type SweepTarget } from '../lab/client/sweep.ts';
import { parseLabId } from '../lab/lab-id.ts';
import { runSupervise } from '../lab/supervisor/run.ts';
import { exitCodeFor } from './exit-codes.ts';
import { formatProblem } from './format-problem.ts';

interface SweepOptions {
  readonly name: string;
  readonly owner: number;
  readonly place: string;
  readonly only?: string;
}

/**
 * What a lab is made of and never typed: its supervisor, and the sweep after a crash. Apart from the other verbs'
 * helpers, which would load all that a session needs into every supervisor.
 */
export function addHiddenLabCommands(lab: Command): void {
  lab
    .command('supervise', { hidden: true })
    .requiredOption('--folder <folder>')
    .requiredOption('--id <id>')
    .requiredOption('--owner <user>', 'numeric id of the user', Number)
    .action((options: { folder: string; id: string; owner: number }) =>
      report(() => runSupervise({ ...options, program: currentProgram() })),
    );
  lab
    .command('sweep', { hidden: true })
    .requiredOption('--name <name>')
    .requiredOption('--owner <user>', 'numeric id of the user', Number)
    .requiredOption('--place <mark>')
    .option('--only <id>')
    .action((options: SweepOptions) => report(() => runSweep(readTarget(options))));
}

function readTarget(options: SweepOptions): SweepTarget {
  const { name, owner: user, place, only } = options;
  const parts = only === undefined ? undefined : parseLabId(only);
  return { name, user, place, ...(parts === undefined ? {} : { only: parts.id }) };
}

async function report(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const problem = toProblem(error);
    process.stderr.write(`${formatProblem(problem)}\n`);
    process.exitCode = exitCodeFor(problem);
  }
}
