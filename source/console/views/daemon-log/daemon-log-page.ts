import type { Store } from '../../store/store.ts';
import { type LogSubject, logPage } from './daemon-log-slice.ts';

/** Opens the page of a daemon's log. */
export function openDaemonLog(store: Store, subject: LogSubject): void {
  store.dispatch({ type: 'page-opened', view: 'daemon', about: logPage.event({ type: 'opened', subject }) });
}
