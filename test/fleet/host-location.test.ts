import fc from 'fast-check';
import { expect, it } from 'vitest';
import { locateHost } from '../../source/fleet/host-location.ts';
import { PyDict, PyFloat } from '../../source/jinja/values.ts';

function dict(values: Record<string, unknown>): PyDict {
  return PyDict.from(Object.entries(values));
}

it('reads a dict named location, with its city', () => {
  const location = dict({ city: 'Atlanta', latitude: new PyFloat(33.749), longitude: new PyFloat(-84.388) });
  expect(locateHost(dict({ location }))).toEqual({ city: 'Atlanta', latitude: 33.749, longitude: -84.388 });
});

it('reads latitude and longitude beside other variables, short and as text', () => {
  expect(locateHost(dict({ lat: '52.3', lon: 5 }))).toEqual({ latitude: 52.3, longitude: 5 });
  expect(locateHost(dict({ latitude: 0, lng: 0, location: 'Amsterdam' }))).toEqual({
    latitude: 0,
    longitude: 0,
  });
});

it('takes nothing for a place that is not on the globe, or only half of one', () => {
  for (const values of [
    {},
    { lat: 91, lon: 0 },
    { lat: 1 },
    { lat: 'north', lon: 4 },
    { lat: ' ', lon: 4 },
  ]) {
    expect(locateHost(dict(values))).toBeUndefined();
  }
});

it('never throws, whatever the variables hold', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (latitude, longitude) => {
      const found = locateHost(dict({ location: dict({ latitude, longitude }) }));
      if (found !== undefined) expect(Math.abs(found.latitude)).toBeLessThanOrEqual(90);
    }),
  );
});
