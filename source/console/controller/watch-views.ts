import type { ConsoleServices } from '../services.ts';
import type { Store } from '../store/store.ts';
import { findView } from '../views/views.ts';

/**
 * Lets the view on show read what it shows, until another one is; returns how to end that. A view is started once
 * the store is done with the event that showed it.
 */
export function watchViews(store: Store, services: ConsoleServices): () => void {
  let shown: string | undefined;
  let abort = new AbortController();

  const follow = () => {
    const { view } = store.state;
    if (view === shown) return;
    shown = view;
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    queueMicrotask(() => {
      if (!signal.aborted) findView(view)?.watch({ store, services, signal });
    });
  };

  const unsubscribe = store.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    abort.abort();
  };
}
