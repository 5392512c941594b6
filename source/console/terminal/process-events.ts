/** What may happen to the process while the console has the terminal. */
export interface ProcessEvents {
  /** Job control wants the process to stop (`SIGTSTP`). */
  readonly onSuspend: () => void;
  /** The process goes on after it was stopped, by whomever. */
  readonly onResume: () => void;
  /** The session ends: a hang-up, or somebody's `kill`. */
  readonly onTerminate: (signal: NodeJS.Signals) => void;
  /** A defect: nothing caught it. */
  readonly onCrash: (thrown: unknown) => void;
  /** The last moment, whatever the way out. */
  readonly onExit: () => void;
}

/** Listens until the returned function is called. */
export function listenToProcess(events: ProcessEvents): () => void {
  const terminate = (signal: NodeJS.Signals) => events.onTerminate(signal);
  process.on('SIGTSTP', events.onSuspend);
  process.on('SIGCONT', events.onResume);
  process.on('SIGTERM', terminate);
  process.on('SIGHUP', terminate);
  process.on('SIGINT', terminate);
  process.on('uncaughtException', events.onCrash);
  process.on('unhandledRejection', events.onCrash);
  process.on('exit', events.onExit);
  return () => {
    process.off('SIGTSTP', events.onSuspend);
    process.off('SIGCONT', events.onResume);
    process.off('SIGTERM', terminate);
    process.off('SIGHUP', terminate);
    process.off('SIGINT', terminate);
    process.off('uncaughtException', events.onCrash);
    process.off('unhandledRejection', events.onCrash);
    process.off('exit', events.onExit);
  };
}

/** How long the kernel may take to stop the process after the signal, before it counts as not stopped. */
const stopDelay = 50;

/**
 * Stops the process group as Ctrl-Z in a cooked terminal would; `resume` runs when it goes on, or soon when there
 * is no shell that could continue it (the kernel ignores the signal then).
 */
export function stopProcessGroup(handler: () => void, resume: () => void): void {
  process.off('SIGTSTP', handler);
  process.kill(0, 'SIGTSTP');
  setTimeout(() => {
    process.on('SIGTSTP', handler);
    resume();
  }, stopDelay);
}
