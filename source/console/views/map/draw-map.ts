import { displayWidth, eachCluster } from '../../frame/clusters.ts';
import type { Look } from '../../look/look.ts';
import { type Line, type Span, span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import type { Level } from '../../rows/health.ts';
import { coastlines } from './coastline.ts';
import { asciiScript, brailleScript, DotCanvas, type MapCell, type Stroke } from './dot-canvas.ts';
import { linkHosts, type PlacedHost } from './map-rows.ts';
import { placeLabels, type WantedLabel } from './place-labels.ts';
import { type GlobePoint, type GlobeWindow, makeViewport, type Viewport } from './viewport.ts';

export interface MapPicture {
  readonly rows: readonly PlacedHost[];
  readonly selected: PlacedHost | undefined;
  readonly window: GlobeWindow;
  /** Cells. */
  readonly columns: number;
  readonly height: number;
}

/** Whole where it is well, loose where nothing is known, sparse where it is broken: told apart without colour. */
const strokes: Readonly<Record<Level, Stroke>> = {
  good: { style: 'good', every: 1 },
  warning: { style: 'warning', every: 2 },
  unknown: { style: 'dim', every: 3 },
  bad: { style: 'bad', every: 3 },
};

/** Healthy ones first: what is drawn later lies on top. */
const drawingOrder: readonly Level[] = ['good', 'unknown', 'warning', 'bad'];

const levelStyles: Readonly<Record<Level, StyleName>> = {
  good: 'good',
  warning: 'warning',
  bad: 'bad',
  unknown: 'dim',
};

interface CellPoint {
  readonly column: number;
  readonly row: number;
}

/** Draws coasts, tunnels, hosts and their names; lines of exactly the columns asked for. */
export function drawMap(look: Look, picture: MapPicture): readonly Line[] {
  const script = look.glyphs.dots === 'braille' ? brailleScript : asciiScript;
  const canvas = new DotCanvas(picture.columns, picture.height, script);
  const viewport = makeViewport(picture.window, canvas.size.x, canvas.size.y);
  drawCoasts(canvas, viewport);
  const links = linkHosts(picture.rows);
  for (const level of drawingOrder) {
    for (const { from, to } of links.filter((link) => link.level === level)) {
      canvas.line(viewport.project(from.location), viewport.project(to.location), strokes[level]);
    }
  }
  const cells = canvas.cells();
  const cellOf = (point: GlobePoint): CellPoint => {
    const { x, y } = viewport.project(point);
    return { column: Math.floor(x / script.across), row: Math.floor(y / script.down) };
  };
  for (const { from, to, level } of links) {
    if (level !== 'bad') continue;
    setCell(cells, cellOf(middleOf(from.location, to.location)), {
      text: look.glyphs.levels.bad,
      style: 'bad',
    });
  }
  putHosts(look, cells, picture, cellOf);
  return cells.map(toLine);
}

function drawCoasts(canvas: DotCanvas, viewport: Viewport): void {
  for (const coast of coastlines()) {
    const dots = coast.map((point) => viewport.project(point));
    for (const [index, dot] of dots.entries()) {
      const next = dots[index + 1];
      if (next === undefined || isEdge(coast[index], coast[index + 1])) continue;
      canvas.line(dot, next, { style: 'dim', every: 1 });
    }
  }
}

/** Not a coast but where the flat map was cut: the date line, and below Antarctica. */
function isEdge(from: GlobePoint | undefined, to: GlobePoint | undefined): boolean {
  if (from === undefined || to === undefined) return true;
  if (Math.abs(from.longitude - to.longitude) > 180) return true;
  if (Math.abs(from.longitude) >= 179.9 && Math.abs(to.longitude) >= 179.9) return true;
  return from.latitude <= -85 && to.latitude <= -85;
}

function middleOf(from: GlobePoint, to: GlobePoint): GlobePoint {
  return {
    latitude: (from.latitude + to.latitude) / 2,
    longitude: (from.longitude + to.longitude) / 2,
  };
}

/** The selected host first, then what is wrong: they have the choice of places, and lie on top. */
function putHosts(
  { glyphs }: Look,
  cells: MapCell[][],
  { rows, selected, columns, height }: MapPicture,
  cellOf: (point: GlobePoint) => CellPoint,
): void {
  const rank = (host: PlacedHost) =>
    host === selected ? drawingOrder.length : drawingOrder.indexOf(host.health.level);
  const ordered = rows.toSorted((left, right) => rank(right) - rank(left));
  for (const host of ordered.toReversed()) {
    const { level } = host.health;
    setCell(cells, cellOf(host.location), { text: glyphs.levels[level], style: levelStyles[level] });
  }
  const wanted = ordered.map(
    (host): WantedLabel<PlacedHost> => ({
      subject: host,
      ...cellOf(host.location),
      width: displayWidth(labelOf(host)),
      must: host === selected,
    }),
  );
  const inSight = wanted.filter(
    ({ column, row }) => column >= 0 && row >= 0 && column < columns && row < height,
  );
  for (const { subject, column, row } of placeLabels(inSight, { columns, rows: height })) {
    const style = subject === selected ? 'selected' : levelStyle(subject);
    writeText(cells, { column, row }, labelOf(subject), style);
  }
}

function levelStyle({ health: { level } }: PlacedHost): StyleName {
  return level === 'good' ? 'plain' : levelStyles[level];
}

/** The name, and what is wrong. */
function labelOf({ id, health: { level, word } }: PlacedHost): string {
  return level === 'bad' || level === 'warning' ? `${id} ${word}` : id;
}

function setCell(cells: MapCell[][], { column, row }: CellPoint, cell: MapCell): void {
  const line = cells[row];
  if (line?.[column] !== undefined) line[column] = cell;
}

/** A wide character takes two cells: the second is empty. */
function writeText(cells: MapCell[][], { column, row }: CellPoint, text: string, style: StyleName): void {
  let at = column;
  for (const cluster of eachCluster(text)) {
    setCell(cells, { column: at, row }, { text: cluster.text, style });
    for (let rest = 1; rest < cluster.width; rest += 1) {
      setCell(cells, { column: at + rest, row }, { text: '', style });
    }
    at += cluster.width;
  }
}

/** Cells of one style after each other become one span. */
function toLine(cells: readonly MapCell[]): Line {
  const spans: Span[] = [];
  for (const { text, style } of cells) {
    const last = spans.at(-1);
    if (last?.style === style) spans[spans.length - 1] = span(style, last.text + text);
    else spans.push(span(style, text));
  }
  return spans;
}
