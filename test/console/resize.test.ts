import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { GridSize } from '../../source/console/frame/cell-grid.ts';
import type { ConsoleEvent } from '../../source/console/store/events.ts';
import { tabViews } from '../../source/console/views/views.ts';
import { bundle } from '../terminal/bundle.ts';
import { createScreen } from '../terminal/screen.ts';
import { demoClock } from './demo-fleet.ts';

/** ink-table can be loaded from a bundle only, so the app is drawn by one. */
let openDrawn: typeof import('./drawn-app.tsx')['openDrawn'];

beforeAll(async () => {
  const drawn: typeof import('./drawn-app.tsx') = await import(
    await bundle(new URL('./drawn-app.tsx', import.meta.url).pathname)
  );
  openDrawn = drawn.openDrawn;
});

const size: fc.Arbitrary<GridSize> = fc.record({
  columns: fc.integer({ min: 60, max: 250 }),
  rows: fc.integer({ min: 15, max: 80 }),
});

const events: readonly ConsoleEvent[] = [
  ...tabViews().map(({ name }): ConsoleEvent => ({ type: 'view-chosen', view: name })),
  { type: 'moved', movement: 'down' },
  { type: 'moved', movement: 'last' },
  { type: 'focused', focus: 'hosts' },
  { type: 'zoomed' },
  { type: 'mode-entered', mode: { kind: 'help' } },
  { type: 'mode-entered', mode: { kind: 'palette', text: 'so', index: 1 } },
  { type: 'mode-left' },
  { type: 'question-raised', question: { kind: 'sync', differences: [] } },
  { type: 'ticked', clock: demoClock },
  { type: 'noticed', notice: { tone: 'warning', text: 'wide 日本語 and e\u0301 and 👩‍👩‍👧' } },
];

const step = fc.oneof(
  { weight: 2, arbitrary: size.map((each): ConsoleEvent => ({ type: 'resized', size: each })) },
  { weight: 3, arbitrary: fc.constantFrom(...events) },
);

it('after each resize and each key the terminal shows what a fresh start would', async () => {
  await fc.assert(
    fc.asyncProperty(size, fc.array(step, { minLength: 2, maxLength: 8 }), async (first, steps) => {
      const app = openDrawn(first);
      const screen = createScreen(first);
      await screen.write(`\u001b[?1049h\u001b[?7l${app.after()}`);
      for (const event of steps) {
        if (event.type === 'resized') screen.resize(event.size);
        await screen.write(app.after(event));
        const shown = screen.grid();
        const fresh = app.fresh();
        expect(shown.texts).toEqual(fresh.texts);
        expect([...Array.from(shown.styles)]).toEqual([...Array.from(fresh.styles)]);
      }
      app.close();
      screen.dispose();
    }),
    { numRuns: 25 },
  );
}, 120_000);
