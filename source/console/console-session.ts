import type { AppStageOptions } from './app-stage.ts';
import { type BootStage, type BootStageOptions, createBootStage } from './boot/boot-stage.ts';
import type { GridSize } from './frame/cell-grid.ts';
import { createFrameWriter, type FrameWriter } from './frame/frame-writer.ts';
import { chooseLook, type Look } from './look/look.ts';
import type { ConsoleEnd } from './open-console.ts';
import type { Preferences } from './preferences.ts';
import type { ConsoleQuestions } from './questions.ts';
import { createTextSpeaker } from './speech/text-speaker.ts';
import type { Stage } from './stage.ts';
import {
  type ConsoleTerminal,
  createConsoleTerminal,
  type TerminalStreams,
} from './terminal/console-terminal.ts';
import { runInForeground } from './terminal/foreground-program.ts';
import { listenToProcess, stopProcessGroup } from './terminal/process-events.ts';

/** Exit codes as shells tell them: 128 and the number of the signal. */
const signalCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

const spokenSize: GridSize = { columns: 120, rows: 40 };

/** The time the console has the terminal: what is on it, and the one way out. */
export class ConsoleSession {
  readonly boot: BootStage;
  /** Settles once the terminal is given back. */
  readonly ended: Promise<ConsoleEnd>;
  /** Asks on whatever is on the screen. */
  readonly questions: ConsoleQuestions = {
    confirm: (question) => this.#stage.questions.confirm(question),
    secret: (question) => this.#stage.questions.secret(question),
  };
  readonly #abort = new AbortController();
  readonly #preferences: Preferences;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #look: Look;
  readonly #terminal: ConsoleTerminal;
  readonly #writer: FrameWriter;
  /** Tells the first screen where nothing is drawn. */
  readonly #tell: (frame: string) => void;
  readonly #streams: TerminalStreams;
  readonly #stopListening: () => void;
  #settle: { resolve: (end: ConsoleEnd) => void; reject: (thrown: unknown) => void } | undefined;
  #stage: Stage;
  /** Another program has the terminal. */
  #lent = false;

  constructor(
    heading: string,
    streams: TerminalStreams,
    environment: Readonly<Record<string, string | undefined>>,
    preferences: Preferences,
  ) {
    this.#streams = streams;
    this.#environment = environment;
    this.#preferences = preferences;
    this.#look = chooseLook(environment, preferences.theme);
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#terminal = createConsoleTerminal(
      streams,
      {
        onInput: (input) => this.#stage.handle(input),
        onResize: (size) => {
          this.#writer.resize(size);
          this.#stage.resize(this.#size);
        },
        onLost: () => this.#terminate('SIGHUP'),
      },
      { mouse: preferences.mouse, screen: !preferences.screenReader },
    );
    const { size, write, leave } = this.#terminal;
    this.#tell = createTextSpeaker(write);
    this.#writer = createFrameWriter({ size, write, synchronized: true });
    this.#stopListening = listenToProcess({
      onSuspend: this.#suspend,
      onResume: this.#resume,
      onTerminate: this.#terminate,
      onCrash: this.crash,
      onExit: leave,
    });
    this.boot = createBootStage({
      ...this.#facts(),
      heading,
      leave: (problem) => this.#end(problem === undefined ? { exitCode: 0 } : { exitCode: 1, problem }),
    });
    this.#stage = this.boot;
    this.#terminal.enter();
    this.boot.draw();
  }

  /** Aborted when the operator leaves, or the process is told to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Puts the console proper on the screen, unless the operator has left meanwhile. */
  async show(create: (facts: Omit<AppStageOptions, 'services'>) => Stage): Promise<void> {
    if (this.signal.aborted) return;
    await this.boot.close();
    this.#stage = create({ ...this.#facts(), streams: this.#streams });
  }

  /** Gives the terminal back and rejects. */
  readonly crash = (thrown: unknown): void => {
    this.#release()?.reject(thrown);
  };

  /** Nothing that is told can be too small for the terminal. */
  get #size(): GridSize {
    return this.#preferences.screenReader ? spokenSize : this.#terminal.size;
  }

  #facts(): Omit<AppStageOptions, 'services' | 'streams'> & Pick<BootStageOptions, 'drawFrame'> {
    return {
      look: this.#look,
      environment: this.#environment,
      preferences: this.#preferences,
      size: this.#size,
      drawFrame: this.#preferences.screenReader ? this.#tell : this.#writer.draw,
      show: this.#writer.show,
      blocked: () => this.#terminal.blocked,
      effects: {
        redraw: () => (this.#preferences.screenReader ? this.#stage.draw() : this.#writer.repaint()),
        suspend: this.#suspend,
        send: this.#terminal.write,
        runProgram: this.#runProgram,
        exit: (exitCode) => this.#end({ exitCode }),
        crash: this.crash,
      },
    };
  }

  /** While another program has the terminal, what its keys raise is its own. */
  readonly #runProgram = async (words: readonly string[], folder: string): Promise<number> => {
    this.#terminal.leave();
    this.#lent = true;
    try {
      return await runInForeground(words, folder);
    } finally {
      this.#lent = false;
      this.#resume();
    }
  };

  readonly #suspend = (): void => {
    this.#terminal.leave();
    stopProcessGroup(this.#suspend, this.#resume);
  };

  /** The size may have changed meanwhile, and others have written to the screen. */
  readonly #resume = (): void => {
    if (this.#lent || this.#settle === undefined) return;
    this.#terminal.enter();
    this.#writer.resize(this.#terminal.size);
    this.#stage.resize(this.#size);
    this.#stage.draw();
  };

  readonly #terminate = (signal: NodeJS.Signals): void => {
    if (this.#lent && signal === 'SIGINT') return;
    this.#end({ exitCode: signalCodes[signal] ?? 1 });
  };

  #end(end: ConsoleEnd): void {
    this.#abort.abort();
    this.#stage.close().then(() => this.#release()?.resolve(end), this.crash);
  }

  /** The first time, gives the terminal back and returns how to settle. */
  #release() {
    const settle = this.#settle;
    this.#settle = undefined;
    if (settle === undefined) return undefined;
    this.#abort.abort();
    this.#stopListening();
    this.#terminal.leave();
    return settle;
  }
}
