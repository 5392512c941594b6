import type { Command } from 'commander';
import type { ConsoleQuestions } from '../console/questions.ts';
import { readPreferences } from '../console/read-preferences.ts';
import type { ConsoleServices } from '../console/services.ts';
import type { DeliveryLimits } from '../delivery/package.ts';
import { loadSettings } from '../fleet/settings.ts';
import type { LabHandle } from '../operations/lab/lab-up.ts';
import { findFleet } from '../operations/open-fleet.ts';
import { runOperation } from '../operations/operation.ts';
import type { FleetSession } from '../operations/session.ts';
import { makeConsoleServices } from './console-services.ts';
import { describeBootEvent } from './describe-boot.ts';
import type { ExitCode } from './exit-codes.ts';
import type { FleetFlags } from './flags.ts';
import { formatProblem } from './format-problem.ts';
import { addLimitFlags, type LimitFlags, readLimits } from './limit-flags.ts';
import { consoleQuestions, openSession } from './open-session.ts';
import { printFleetOnce } from './print-fleet-once.ts';
import { runCommand } from './run.ts';
import { prepareOnTerminal, raiseLab } from './session-lab.ts';

/** `peerdeck`: the console. Without a terminal, what it would show first, as text, once. */
export function addConsoleCommand(program: Command): void {
  const command = program
    .command('console')
    .description('open the console (without a terminal: print the fleet and what a sync would change, once)')
    .action(async (options: LimitFlags, command: Command) => {
      await runCommand(command, async ({ flags, signal }) => {
        const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
        return isTerminal && !flags.json
          ? openOnTerminal(flags, readLimits(options), signal)
          : printFleetOnce(flags, signal);
      });
    });
  addLimitFlags(command);
}

async function openOnTerminal(
  flags: FleetFlags,
  limits: DeliveryLimits,
  interrupted: AbortSignal,
): Promise<ExitCode> {
  const place = await findFleet(flags);
  const settings = await loadSettings(place.root);
  const preferences = readPreferences(settings.console, flags);
  const lab = await prepareOnTerminal(place, flags, interrupted);
  // Questions about production's vault belong on the ordinary screen, before the console takes it.
  let questions: ConsoleQuestions | undefined;
  const open = () =>
    openSession(
      flags,
      consoleQuestions(() => questions),
    );
  const production = place.mode.kind === 'production' ? await open() : undefined;
  const opened: { lab?: LabHandle; session?: FleetSession } = {
    ...(lab === undefined ? {} : { lab }),
    ...(production === undefined ? {} : { session: production }),
  };
  let preparing: Promise<ConsoleServices> | undefined;
  try {
    const { openConsole } = await import('../console/open-console.ts');
    const end = await openConsole({
      preferences,
      heading: place.mode.kind === 'lab' ? `lab ${place.mode.name}` : `${place.root}`,
      prepare: ({ report, signal, questions: asked }) => {
        questions = asked;
        const prepare = async (): Promise<ConsoleServices> => {
          if (place.mode.kind === 'lab' && opened.lab === undefined) {
            const raising = raiseLab(place, signal);
            opened.lab = await runOperation(raising, (event) => describeBootEvent(event).forEach(report));
          }
          opened.session ??= await open();
          const { makeDesk, offerCommands, takeKeys } = await import('./console-desk.ts');
          const commands = await offerCommands(place.root, settings);
          takeKeys(preferences, commands);
          const desk = makeDesk(place.root, opened.session.fleet.hosts, commands);
          return { ...makeConsoleServices(opened.session, flags, limits), desk };
        };
        preparing = prepare();
        return preparing;
      },
    });
    if (end.problem !== undefined) process.stderr.write(`${formatProblem(end.problem)}\n`);
    return end.exitCode as ExitCode;
  } finally {
    // Whoever leaves while the lab is still starting waits until what was begun is taken down.
    await preparing?.catch(() => undefined);
    await opened.session?.close();
    await opened.lab?.close();
  }
}
