import fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowAfter } from '../../../../source/console/views/map/map-zoom.ts';
import { fitWindow, makeViewport, wholeWorld } from '../../../../source/console/views/map/viewport.ts';

const points = fc.array(
  fc.record({
    latitude: fc.double({ min: -75, max: 75, noNaN: true }),
    longitude: fc.double({ min: -170, max: 170, noNaN: true }),
  }),
  { minLength: 1, maxLength: 20 },
);
const dots = fc.integer({ min: 20, max: 400 });

it('brings every host into sight, on a screen of any shape that is not wider than the world', () => {
  fc.assert(
    fc.property(points, dots, dots, (hosts, across, down) => {
      const window = fitWindow(hosts, across, down);
      const viewport = makeViewport(window, across, down);
      for (const host of hosts) {
        const { x, y } = viewport.project(host);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(across);
        if (window.width < wholeWorld.width) {
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(down);
        }
      }
    }),
  );
});

it('shows the whole world where there are no hosts, and never more than it', () => {
  expect(fitWindow([], 100, 50)).toEqual(wholeWorld);
  expect(windowAfter(-7, [{ latitude: 52, longitude: 5 }], undefined, 100, 50).width).toBe(360);
});

it('goes nearer to the host under the cursor, and farther around all of them', () => {
  const hosts = [
    { latitude: 52, longitude: 5 },
    { latitude: 34, longitude: -84 },
  ];
  const near = windowAfter(1, hosts, hosts[1], 100, 50);
  expect(near.centre).toEqual(hosts[1]);
  expect(near.width).toBeLessThan(fitWindow(hosts, 100, 50).width);
  expect(windowAfter(-1, hosts, hosts[1], 100, 50).width).toBeGreaterThan(near.width);
});
