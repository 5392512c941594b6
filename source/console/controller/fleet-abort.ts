import { setMaxListeners } from 'node:events';

/** Stops work on a fleet. Every host under way listens to it, more than Node takes for sound: that is no leak. */
export function createFleetAbort(): AbortController {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
}
