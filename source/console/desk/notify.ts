import { sanitizeLine } from '../../basics/sanitize.ts';
import { describeChange } from '../../operations/status/watch-history.ts';
import type { Notify } from '../preferences.ts';
import type { Store } from '../store/store.ts';
import { eventLevel } from '../views/events/event-rows.ts';
import { throughMultiplexer } from './clipboard.ts';

const longestNotice = 160;
const bell = '\u0007';

/** Tells sessions that fall beside the screen, until the returned function is called. */
export function notifyFalls(
  store: Store,
  notify: Notify,
  send: (bytes: string) => void,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): () => void {
  if (notify === 'off') return () => undefined;
  let { told } = store.state.happened;
  return store.subscribe(() => {
    const { happened } = store.state;
    if (happened.told === told) return;
    const fallen = happened.events
      .slice(0, happened.told - told)
      .filter((event) => eventLevel(event) === 'bad');
    told = happened.told;
    const [latest] = fallen;
    if (latest === undefined) return;
    const more = fallen.length > 1 ? `, and ${fallen.length - 1} more` : '';
    const text = sanitizeLine(`peerdeck: ${describeChange(latest)}${more}`, longestNotice);
    send(
      notify === 'bell'
        ? bell
        : throughMultiplexer(`\u001b]9;${text.replaceAll(';', ',')}${bell}`, environment),
    );
  });
}
