export interface Pacer {
  /** Asks for a run: at once where the last one is long enough ago, else as soon as it is; many asks make one run. */
  request(): void;
  stop(): void;
}

export interface PacerOptions {
  /** Least time between two runs, in milliseconds. */
  readonly interval: number;
  readonly run: () => void;
  /** While true nothing runs: the terminal has not taken the last frame yet. */
  readonly blocked?: () => boolean;
  readonly clock?: () => number;
}

/** Caps how often something runs, without delay for the first and without losing the last. */
export function createPacer({
  interval,
  run,
  blocked,
  clock = performance.now.bind(performance),
}: PacerOptions): Pacer {
  let lastRun = Number.NEGATIVE_INFINITY;
  let asked = false;
  let timer: NodeJS.Timeout | undefined;

  const runNow = () => {
    asked = false;
    lastRun = clock();
    run();
  };

  const wait = (delay: number) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (asked) attempt();
    }, delay);
  };

  const attempt = () => {
    const left = lastRun + interval - clock();
    if (blocked?.() === true) wait(interval);
    else if (left > 0) wait(left);
    else runNow();
  };

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    asked = false;
  };

  return {
    request: () => {
      asked = true;
      if (timer === undefined) attempt();
    },
    stop,
  };
}
