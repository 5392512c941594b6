import { writeFileSync } from 'node:fs';
import land from 'world-atlas/land-50m.json' with { type: 'json' };

/**
 * Writes the coasts that the map draws, from Natural Earth's land polygons at 1:50m (public domain; the package
 * world-atlas): simplified to a tenth of a degree, which is a dot of the map where it is nearest.
 */
const target = 'source/console/views/map/coastline-data.ts';
const unit = 10;
const tolerance = 0.12;
const smallestIsland = 0.5;

/** @typedef {[longitude: number, latitude: number]} Point */

const { transform, arcs } =
  /** @type {{ transform: { scale: Point, translate: Point }, arcs: Point[][] }} */ (
    /** @type {unknown} */ (land)
  );

/** An arc's points in degrees; TopoJSON keeps each as the difference to the one before. @param {Point[]} arc */
function decodeArc(arc) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return /** @type {Point} */ ([
      x * transform.scale[0] + transform.translate[0],
      y * transform.scale[1] + transform.translate[1],
    ]);
  });
}

/** How far a point is from the line between two others. @param {Point} point @param {Point} from @param {Point} to */
function distance([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return Math.hypot(x - x1, y - y1);
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}

/** Leaves out points that hardly change the line (Ramer, Douglas and Peucker). @param {Point[]} points @returns {Point[]} */
function simplify(points) {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 3 || !first || !last) return points;
  const inner = points.slice(1, -1).map((point) => distance(point, first, last));
  const furthest = inner.indexOf(Math.max(...inner)) + 1;
  if ((inner[furthest - 1] ?? 0) <= tolerance) return [first, last];
  return [...simplify(points.slice(0, furthest + 1)), ...simplify(points.slice(furthest)).slice(1)];
}

/** @param {Point[]} points */
function isIslet(points) {
  const spread = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis] ?? 0);
    return Math.max(...values) - Math.min(...values);
  });
  return Math.max(...spread) < smallestIsland;
}

/** The first point, then the steps to the next ones, in tenths of a degree. @param {Point[]} points */
function encodeLine(points) {
  let [x, y] = [0, 0];
  return points
    .map(([longitude, latitude]) => {
      const [dx, dy] = [Math.round(longitude * unit) - x, Math.round(latitude * unit) - y];
      x += dx;
      y += dy;
      return `${dx},${dy}`;
    })
    .filter((step) => step !== '0,0')
    .join(' ');
}

const lines = arcs
  .map(decodeArc)
  .filter((points) => !isIslet(points))
  .map((points) => encodeLine(simplify(points)));
writeFileSync(
  target,
  `/** Written by scripts/generate-coastline.js: a line a coast, each a first point and steps, in tenths of a degree. */
export const coastlineData = \`
${lines.join('\n')}
\`;
`,
);
console.log(`${target}: ${lines.length} lines, ${lines.join('\n').length} characters`);
