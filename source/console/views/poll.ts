import type { Milliseconds } from '../../basics/brand.ts';

/**
 * Looks at once, and again so long after each look has ended, until the signal is aborted. `look` deals with what
 * goes wrong by itself.
 */
export function poll(
  interval: Milliseconds,
  signal: AbortSignal,
  look: (signal: AbortSignal) => Promise<void>,
): void {
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    await look(signal);
    if (!signal.aborted) timer = setTimeout(() => void turn(), interval);
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  if (!signal.aborted) void turn();
}
