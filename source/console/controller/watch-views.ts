import type { ConsoleServices } from '../services.ts';
import type { Store } from '../store/store.ts';
import { viewOf } from '../views/views.ts';
import { createFleetAbort } from './fleet-abort.ts';

/**
 * Lets the view on show read what it shows, until another one is, or it is about something else; returns how to end that. A view is started once
 * the store is done with the event that showed it.
 */
export function watchViews(store: Store, services: ConsoleServices): () => void {
  let shown: string | undefined;
  let abort = createFleetAbort();

  const follow = () => {
    const view = viewOf(store.state);
    const looked = `${view.name} ${view.about(store.state)}`;
    if (looked === shown) return;
    shown = looked;
    abort.abort();
    abort = createFleetAbort();
    const { signal } = abort;
    queueMicrotask(() => {
      if (!signal.aborted) view.watch({ store, services, signal });
    });
  };

  const unsubscribe = store.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    abort.abort();
  };
}
