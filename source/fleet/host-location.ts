import { PyDict } from '../jinja/values.ts';
import { toPlain } from './plain-values.ts';

/** Where on the globe a host stands, in degrees; south and west are negative. */
export interface HostLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly city?: string;
}

/**
 * Reads a host's place from its variables: a dict `location`, or `latitude` and `longitude` by themselves; `lat`,
 * `lon` and `lng` for short. Undefined where there is none, or none on the globe.
 */
export function locateHost(variables: PyDict): HostLocation | undefined {
  const location = variables.get('location');
  return (location instanceof PyDict ? readPlace(location) : undefined) ?? readPlace(variables);
}

function readPlace(from: PyDict): HostLocation | undefined {
  const latitude = readDegrees(from, ['latitude', 'lat'], 90);
  const longitude = readDegrees(from, ['longitude', 'lon', 'lng'], 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const city = from.get('city');
  return { latitude, longitude, ...(typeof city === 'string' && { city }) };
}

function readDegrees(from: PyDict, names: readonly string[], most: number): number | undefined {
  const name = names.find((each) => from.has(each));
  const value = name === undefined ? undefined : toPlain(from.get(name));
  const degrees = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof degrees === 'number' && Math.abs(degrees) <= most ? degrees : undefined;
}
