import type { Store } from '../../store/store.ts';
import { hostPage } from './host-slice.ts';

/** Opens the page of a host. */
export function openHost(store: Store, host: string): void {
  store.dispatch({ type: 'page-opened', view: 'host', about: hostPage.event({ type: 'opened', host }) });
}
