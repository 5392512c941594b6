import { describe, expect, it, vi } from 'vitest';
import { watchViews } from '../../../source/console/controller/watch-views.ts';
import { createStore } from '../../../source/console/store/store.ts';
import { eventsView } from '../../../source/console/views/events/events-view.ts';
import type { WatchContext } from '../../../source/console/views/view.ts';
import { createDemoServices } from '../demo-services.ts';
import { demoState } from '../demo-state.ts';

describe('what a view reads', () => {
  it('is read while it is looked at, and no longer', async () => {
    const store = createStore(demoState());
    const started: WatchContext[] = [];
    const watch = vi.spyOn(eventsView, 'watch').mockImplementation((context) => {
      started.push(context);
    });
    const stop = watchViews(store, createDemoServices());
    store.dispatch({ type: 'view-chosen', view: 'events' });
    await Promise.resolve();
    expect(started).toHaveLength(1);
    expect(started[0]?.signal.aborted).toBe(false);
    store.dispatch({ type: 'view-chosen', view: 'log' });
    expect(started[0]?.signal.aborted).toBe(true);
    store.dispatch({ type: 'view-chosen', view: 'events' });
    store.dispatch({ type: 'view-chosen', view: 'log' });
    await Promise.resolve();
    expect(started).toHaveLength(1);
    store.dispatch({ type: 'view-chosen', view: 'events' });
    await Promise.resolve();
    stop();
    expect(started.at(-1)?.signal.aborted).toBe(true);
    watch.mockRestore();
  });

  it('may be read of more hosts at once than Node takes for sound', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    const store = createStore(demoState());
    const listen = ({ signal }: WatchContext) => {
      for (let host = 0; host < 20; host += 1) signal.addEventListener('abort', () => undefined);
    };
    const watch = vi.spyOn(eventsView, 'watch').mockImplementation(listen);
    const stop = watchViews(store, createDemoServices());
    store.dispatch({ type: 'view-chosen', view: 'events' });
    await new Promise(setImmediate);
    stop();
    process.off('warning', warned);
    watch.mockRestore();
    expect(warned).not.toHaveBeenCalled();
  });
});
