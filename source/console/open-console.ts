import { OperatorError, type Problem, toProblem } from '../basics/problem.ts';
import { createBootStage } from './boot/boot-stage.ts';
import type { PrepareEvent } from './boot/boot-state.ts';
import { createFrameWriter } from './frame/frame-writer.ts';
import { chooseLook } from './look/look.ts';
import type { ConsoleQuestions } from './questions.ts';
import type { ConsoleServices } from './services.ts';
import type { Stage } from './stage.ts';
import { createConsoleTerminal, type TerminalStreams } from './terminal/console-terminal.ts';
import { listenToProcess, stopProcessGroup } from './terminal/process-events.ts';

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
  /** Makes the services ready; what it throws is shown, and the console ends with exit code 1. */
  readonly prepare: (preparation: Preparation) => Promise<ConsoleServices>;
  readonly streams?: TerminalStreams;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How the console ended. */
export interface ConsoleEnd {
  readonly exitCode: number;
  /** Why there was no console; shown already, to be said again on the ordinary screen. */
  readonly problem?: Problem;
}

const signalCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/**
 * Takes the terminal, shows at once that something happens, and then the console, until the operator leaves or the
 * process is told to end; the terminal is as it was when this resolves. A defect that nothing caught rejects.
 */
export async function openConsole(options: ConsoleOptions): Promise<ConsoleEnd> {
  const { heading, prepare, streams = process, environment = process.env } = options;
  const look = chooseLook(environment);
  const abort = new AbortController();
  let stage: Stage;
  let onTerminate: (signal: NodeJS.Signals) => void;

  const terminal = createConsoleTerminal(streams, {
    onInput: (input) => stage.handle(input),
    onResize: (size) => {
      writer.resize(size);
      stage.resize(size);
    },
    onLost: () => onTerminate('SIGHUP'),
  });
  const writer = createFrameWriter({ size: terminal.size, write: terminal.write, synchronized: true });
  const redraw = () => writer.repaint();
  const resume = () => {
    terminal.enter();
    writer.resize(terminal.size);
    stage.resize(terminal.size);
    stage.draw();
  };
  const suspend = () => {
    terminal.leave();
    stopProcessGroup(suspend, resume);
  };

  const questions: ConsoleQuestions = {
    confirm: (question) => stage.questions.confirm(question),
    secret: (question) => stage.questions.secret(question),
  };

  return new Promise<ConsoleEnd>((resolve, reject) => {
    let ended = false;
    const release = (): boolean => {
      if (ended) return false;
      ended = true;
      abort.abort();
      stopListening();
      terminal.leave();
      return true;
    };
    const end = (result: ConsoleEnd) => {
      void stage.close().then(() => {
        if (release()) resolve(result);
      }, crash);
    };
    const crash = (thrown: unknown) => {
      if (release()) reject(thrown);
    };
    onTerminate = (signal) => {
      abort.abort();
      end({ exitCode: signalCodes[signal] ?? 1 });
    };
    const stopListening = listenToProcess({
      onSuspend: suspend,
      onResume: resume,
      onTerminate: (signal) => onTerminate(signal),
      onCrash: crash,
      onExit: terminal.leave,
    });

    let failure: Problem | undefined;
    const boot = createBootStage({
      heading,
      look,
      size: terminal.size,
      drawFrame: writer.draw,
      blocked: () => terminal.blocked,
      redraw,
      suspend,
      leave: () => end(failure === undefined ? { exitCode: 0 } : { exitCode: 1, problem: failure }),
    });
    stage = boot;
    terminal.enter();
    boot.draw();

    const start = async () => {
      const [services, { createAppStage }] = await Promise.all([
        prepare({ report: boot.report, signal: abort.signal, questions }),
        import('./app-stage.ts'),
      ]);
      if (ended || abort.signal.aborted) return;
      await boot.close();
      stage = createAppStage({
        services,
        streams,
        look,
        size: terminal.size,
        drawFrame: writer.draw,
        blocked: () => terminal.blocked,
        effects: { redraw, suspend, exit: (exitCode) => end({ exitCode }), crash },
      });
    };
    start().catch((thrown: unknown) => {
      if (ended) return;
      if (!(thrown instanceof OperatorError)) return crash(thrown);
      failure = toProblem(thrown);
      boot.fail(failure);
    });
  });
}
