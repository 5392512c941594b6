import { coastlineData } from './coastline-data.ts';
import type { GlobePoint } from './viewport.ts';

const perDegree = 10;

let lines: readonly (readonly GlobePoint[])[] | undefined;

/** The coasts of the world, each a line of points. Read when the map is first looked at. */
export function coastlines(): readonly (readonly GlobePoint[])[] {
  lines ??= coastlineData.trim().split('\n').map(decodeLine);
  return lines;
}

function decodeLine(text: string): readonly GlobePoint[] {
  let [x, y] = [0, 0];
  return text.split(' ').map((step) => {
    const [dx = 0, dy = 0] = step.split(',').map(Number);
    x += dx;
    y += dy;
    return { longitude: x / perDegree, latitude: y / perDegree };
  });
}
