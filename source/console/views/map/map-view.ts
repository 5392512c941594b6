import type { ActionContext } from '../../controller/controller.ts';
import { type Line, paintLine, span } from '../../look/paint.ts';
import { areSessionsStale, isEstablished, tunnelLevel } from '../../rows/health.ts';
import type { ConsoleState } from '../../store/state.ts';
import { countOf } from '../../store/words.ts';
import { defineView, rowUnderCursor } from '../define-view.ts';
import type { View, ViewArea } from '../view.ts';
import { drawMap } from './draw-map.ts';
import { mapRowsOf, type PlacedHost } from './map-rows.ts';
import { mapZoom, windowAfter } from './map-zoom.ts';

/** Where the hosts are, their tunnels, and how they do. */
export const mapView: View<'map'> = {
  ...defineView({
    name: 'map',
    key: 'M',
    description: 'Hosts and tunnels on a map of the world, by their health',
    rows: mapRowsOf,
    line: ({ id }) => [span('plain', id)],
    empty: () => 'no host has a place: set location: { latitude: …, longitude: … } in the inventory',
    title: () => 'map',
    detail: { lines: describeHost },
    subject: ({ id }) => ({ host: id }),
    keys: [
      {
        keys: ['+', '='],
        action: 'zoom-in',
        title: 'nearer',
        description: 'Look at half as much of the map, around the host under the cursor',
        footer: 5,
        run: zoom('in'),
      },
      {
        keys: ['-'],
        action: 'zoom-out',
        title: 'farther',
        description: 'Look at twice as much of the map, up to the whole world',
        footer: 5,
        run: zoom('out'),
      },
      {
        keys: ['f'],
        action: 'fit',
        title: 'all',
        description: 'Bring every host of the map into sight',
        footer: 6,
        run: zoom('fit'),
      },
    ],
  }),
  lines: mapLines,
};

function zoom(event: 'in' | 'out' | 'fit') {
  return ({ store }: ActionContext) => store.dispatch(mapZoom.event(event));
}

function mapLines(state: ConsoleState, { look, columns, height }: ViewArea): readonly string[] {
  const rows = mapRowsOf(state);
  const selected = rowUnderCursor(state, 'map', rows);
  const points = rows.map(({ location }) => location);
  // A cell of a terminal is about twice as high as wide, whatever its dots are.
  const window = windowAfter(mapZoom.of(state), points, selected?.location, columns, height * 2);
  return drawMap(look, { rows, selected, window, columns, height }).map((line) =>
    paintLine(look, line, columns),
  );
}

/** What the map has no room for. */
function describeHost({ id, entry: { status }, location, health }: PlacedHost): readonly Line[] {
  const { city, latitude, longitude } = location;
  const place = `${degrees(latitude, 'N', 'S')} ${degrees(longitude, 'E', 'W')}`;
  const sessions = (status?.sessions ?? []).filter(({ listening }) => !listening);
  const tunnels = status?.tunnels ?? [];
  const counts = [
    status !== undefined && areSessionsStale(status)
      ? `${countOf(sessions.length, 'session')} unknown`
      : count(sessions.filter(isEstablished).length, sessions.length, 'sessions'),
    count(tunnels.filter((tunnel) => tunnelLevel(tunnel) === 'good').length, tunnels.length, 'tunnels'),
  ];
  return [
    [span('strong', id), span('plain', `  ${[city, place].filter(Boolean).join(', ')}`)],
    [span('dim', [health.word, ...(status === undefined ? [] : counts)].filter(Boolean).join(', '))],
  ];
}

function count(good: number, all: number, what: string): string {
  return all === 0 ? `no ${what}` : `${good}/${all} ${what} up`;
}

function degrees(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;
}
