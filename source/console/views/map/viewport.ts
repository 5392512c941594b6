/** A point in degrees; south and west are negative. */
export interface GlobePoint {
  readonly latitude: number;
  readonly longitude: number;
}

/** A window on the world: its middle, and how many degrees of longitude it is wide. */
export interface GlobeWindow {
  readonly centre: GlobePoint;
  readonly width: number;
}

export interface DotPoint {
  readonly x: number;
  readonly y: number;
}

/** How a window falls on so many dots. */
export interface Viewport {
  readonly columns: number;
  readonly rows: number;
  /** Where a point falls; outside of the window it may be any number. */
  project(point: GlobePoint): DotPoint;
}

export const wholeWorld: GlobeWindow = { centre: { latitude: 20, longitude: 0 }, width: 360 };

/** Room around the hosts, as a share of their spread, and the least there is to see, in degrees. */
const margin = 1.5;
const narrowest = 4;

/** Degrees of latitude are drawn as long as those of longitude are in the middle of the window. */
function shrinkAt(latitude: number): number {
  return Math.max(0.2, Math.cos((latitude * Math.PI) / 180));
}

/** The smallest window that shows all of these points on a screen of this shape (dots across by dots down). */
export function fitWindow(points: readonly GlobePoint[], across: number, down: number): GlobeWindow {
  if (points.length === 0) return wholeWorld;
  const [west, east] = rangeOf(points.map(({ longitude }) => longitude));
  const [south, north] = rangeOf(points.map(({ latitude }) => latitude));
  const centre = { latitude: (south + north) / 2, longitude: (west + east) / 2 };
  const tall = ((north - south) * across) / Math.max(1, down) / shrinkAt(centre.latitude);
  return { centre, width: clampWidth(Math.max(east - west, tall) * margin) };
}

/** A window so many times narrower, around another middle. */
export function zoomWindow(window: GlobeWindow, factor: number, centre: GlobePoint): GlobeWindow {
  const width = clampWidth(window.width / factor);
  return width >= wholeWorld.width ? wholeWorld : { centre, width };
}

function clampWidth(width: number): number {
  return Math.min(wholeWorld.width, Math.max(narrowest, width));
}

function rangeOf(values: readonly number[]): readonly [least: number, most: number] {
  return [Math.min(...values), Math.max(...values)];
}

/** A plain cylindrical projection, true to shape in the middle of the window. */
export function makeViewport({ centre, width }: GlobeWindow, columns: number, rows: number): Viewport {
  const perDegree = columns / width;
  const perLatitude = perDegree / shrinkAt(centre.latitude);
  return {
    columns,
    rows,
    project: ({ latitude, longitude }) => ({
      x: Math.round(columns / 2 + (longitude - centre.longitude) * perDegree),
      y: Math.round(rows / 2 - (latitude - centre.latitude) * perLatitude),
    }),
  };
}
