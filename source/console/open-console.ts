import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import type { PrepareEvent } from './boot/boot-state.ts';
import { ConsoleSession } from './console-session.ts';
import { defaultPreferences, type Preferences } from './preferences.ts';
import type { ConsoleQuestions } from './questions.ts';
import type { ConsoleServices } from './services.ts';
import type { TerminalStreams } from './terminal/console-terminal.ts';

/** What the preparation of the services is given. */
export interface Preparation {
  /** Shown on the first screen as it happens. */
  readonly report: (event: PrepareEvent) => void;
  /** Aborted when the operator leaves. */
  readonly signal: AbortSignal;
  /** Asks the operator, also later, while the console is open. */
  readonly questions: ConsoleQuestions;
}

export interface ConsoleOptions {
  /** What is being opened, for the first screen. */
  readonly heading: string;
  /** Makes the services ready; an OperatorError is shown, and the console ends with exit code 1. */
  readonly prepare: (preparation: Preparation) => Promise<ConsoleServices>;
  readonly streams?: TerminalStreams;
  readonly preferences?: Preferences;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How the console ended. */
export interface ConsoleEnd {
  readonly exitCode: number;
  /** Why there was no console; shown already, to be said again on the ordinary screen. */
  readonly problem?: Problem;
}

/**
 * Takes the terminal, shows at once that something happens, and then the console, until the operator leaves or the
 * process is told to end; the terminal is as it was when this settles. A defect that nothing caught rejects.
 */
export async function openConsole(options: ConsoleOptions): Promise<ConsoleEnd> {
  const {
    heading,
    prepare,
    streams = process,
    environment = process.env,
    preferences = defaultPreferences,
  } = options;
  const session = new ConsoleSession(heading, streams, environment, preferences);
  const { boot, signal, questions } = session;

  const start = async () => {
    // The heavy part - Ink, React and the views - loads while the services are made ready.
    const [services, { createAppStage }] = await Promise.all([
      prepare({ report: boot.report, signal, questions }),
      import('./app-stage.ts'),
    ]);
    await session.show((facts) => createAppStage({ ...facts, services }));
  };
  start().catch((thrown: unknown) => {
    if (thrown instanceof OperatorError) boot.fail(toProblem(thrown));
    else session.crash(thrown);
  });
  return session.ended;
}
