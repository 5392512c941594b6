import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createController } from '../../../source/console/controller/controller.ts';
import { allBindings } from '../../../source/console/keys/bindings.ts';
import { layoutOf } from '../../../source/console/layout.ts';
import { listRows } from '../../../source/console/rows/list-rows.ts';
import { listInFocus } from '../../../source/console/store/reduce-modes.ts';
import { initialState, topMode } from '../../../source/console/store/state.ts';
import { createStore } from '../../../source/console/store/store.ts';
import { demoClock } from '../demo-fleet.ts';
import { createDemoServices } from '../demo-services.ts';

const leaving = ['q', 'ctrl+c'];
const keys = [...new Set(allBindings().flatMap((binding) => binding.keys)), 'x', 'F', '0'].filter(
  (key) => !leaving.includes(key),
);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a monkey at the keyboard', () => {
  it('changes nothing on any host without a question that it saw and answered with y', async () => {
    const key = fc.oneof(
      { weight: 300, arbitrary: fc.constantFrom(...keys) },
      { weight: 1, arbitrary: fc.constantFrom(...leaving) },
      { weight: 100, arbitrary: fc.constantFrom('s', 'a', 'y', 'y', 'tab', 'enter') },
    );
    const press = fc.record({ key, pause: fc.constantFrom(0, 0, 5, 400) });
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(press, { minLength: 150, maxLength: 300 }), async (presses) => {
        let allowed = 0;
        let exits = 0;
        const services = createDemoServices({ pace: 1 });
        const guard = (what: string) => {
          changes += 1;
          if (allowed === 0) throw new Error(`${what} without a question`);
          allowed -= 1;
        };
        const store = createStore(
          initialState({
            fleet: services.fleet,
            operator: services.operator,
            readOnly: false,
            terminal: { columns: 120, rows: 40 },
            clock: demoClock,
          }),
        );
        const unasked: unknown[] = [];
        const guarded = (what: string) => {
          try {
            guard(what);
          } catch (thrown) {
            unasked.push(thrown);
          }
        };
        const controller = createController(
          store,
          {
            ...services,
            peers: {
              ...services.peers,
              change: (plan, signal) => {
                guarded(`peer ${plan.action}`);
                return services.peers.change(plan, signal);
              },
            },
            delivery: {
              ...services.delivery,
              deliver: (request, signal) => {
                guarded('sync');
                return services.delivery.deliver(request, signal);
              },
              rollback: (host, release, why, signal) => {
                guarded('rollback');
                return services.delivery.rollback(host, release, why, signal);
              },
              release: (target) => {
                guarded('release');
                return services.delivery.release(target);
              },
            },
            containers: {
              ...services.containers,
              restart: (planned, signal) => {
                guarded('restart');
                return services.containers.restart(planned, signal);
              },
              unpin: (image) => {
                guarded('unpin');
                return services.containers.unpin(image);
              },
            },
            apply: (plan, signal) => {
              guarded('apply');
              return services.apply(plan, signal);
            },
          },
          {
            redraw: () => undefined,
            suspend: () => undefined,
            send: () => undefined,
            runProgram: () => Promise.resolve(0),
            exit: () => (exits += 1),
            crash: (thrown) => unasked.push(thrown),
          },
        );
        for (const { key, pause } of presses) {
          const mode = topMode(store.state);
          const answers =
            mode?.kind === 'confirm' &&
            mode.armed &&
            (key === 'y' || (key === 'enter' && mode.focus === 'proceed'));
          if (answers && mode.question.kind !== 'quit') allowed += 1;
          controller.handle({ kind: 'key', key, ...(key.length === 1 ? { text: key } : {}) });
          await vi.advanceTimersByTimeAsync(pause);
          listRows(store.state, listInFocus(store.state));
          expect(layoutOf(store.state).kind).toBe('panes');
        }
        expect(unasked).toEqual([]);
        const closed = controller.close();
        await vi.advanceTimersByTimeAsync(6000);
        await closed;
        expect(exits).toBeLessThanOrEqual(presses.length);
      }),
      { numRuns: 60 },
    );
    expect(changes).toBeGreaterThan(10);
  }, 120_000);
});
