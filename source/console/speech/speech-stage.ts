import type { AppStageOptions } from '../app-stage.ts';
import { createPacer } from '../frame/pacer.ts';
import type { Store } from '../store/store.ts';
import { createSpeaker } from './speaker.ts';

/** What comes in together is told together. */
const spokenInterval = 250;

/** Tells the console in lines, in place of drawing it. */
export function startSpeech(store: Store, { effects, blocked }: AppStageOptions) {
  const speak = createSpeaker(effects.send);
  const draw = () => speak(store.state);
  const pacer = createPacer({ interval: spokenInterval, run: draw, blocked });
  store.subscribe(pacer.request);
  return { draw, stop: pacer.stop };
}
