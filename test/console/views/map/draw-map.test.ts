import { describe, expect, it } from 'vitest';
import { asciiGlyphs, unicodeGlyphs } from '../../../../source/console/look/glyphs.ts';
import { lineWidth } from '../../../../source/console/look/paint.ts';
import { plainTheme } from '../../../../source/console/look/theme.ts';
import { coastlines } from '../../../../source/console/views/map/coastline.ts';
import { brailleScript, DotCanvas } from '../../../../source/console/views/map/dot-canvas.ts';
import { drawMap } from '../../../../source/console/views/map/draw-map.ts';
import { linkHosts, type PlacedHost } from '../../../../source/console/views/map/map-rows.ts';
import { wholeWorld } from '../../../../source/console/views/map/viewport.ts';
import type { TunnelStatus } from '../../../../source/operations/status/status-model.ts';
import { demoClock, hostName, locations } from '../../demo-fleet.ts';

function tunnelTo(peerName: string, state: TunnelStatus['state']): TunnelStatus {
  return { interface: 'wg0', peer: 'key', peerName, latestHandshake: 0, received: 0, sent: 0, state };
}

function place(name: string, tunnels: readonly TunnelStatus[]): PlacedHost {
  const location = locations[name];
  if (location === undefined) throw new Error(`${name} has no place`);
  const status = {
    name: hostName(name),
    group: 'ixp',
    reachable: true,
    observedAt: demoClock,
    bird: 'running' as const,
    sessions: [],
    tunnels,
  };
  const entry = { name: hostName(name), group: 'ixp', location, status, pending: false };
  return { id: name, entry, location, health: { level: 'good', word: '' } };
}

const hosts = [
  place('coreams01', [tunnelTo('ixpfra01', 'up')]),
  place('ixpfra01', [tunnelTo('coreams01', 'never'), tunnelTo('elsewhere', 'up')]),
];
const look = { theme: plainTheme, glyphs: unicodeGlyphs };

function draw(glyphs = unicodeGlyphs, columns = 120, height = 30) {
  const picture = { rows: hosts, selected: hosts[1], window: wholeWorld, columns, height };
  return drawMap({ ...look, glyphs }, picture);
}

describe('the map', () => {
  it('joins hosts by their tunnels once, as the worse end tells', () => {
    expect(linkHosts(hosts)).toMatchObject([
      { from: { id: 'ixpfra01' }, to: { id: 'coreams01' }, level: 'bad' },
    ]);
  });

  it('fills exactly the screen it is given, whatever its size', () => {
    for (const [columns, height] of [
      [120, 30],
      [9, 3],
      [1, 1],
      [250, 70],
    ] as const) {
      const lines = draw(unicodeGlyphs, columns, height);
      expect(lines).toHaveLength(height);
      for (const line of lines) expect(lineWidth(line)).toBe(columns);
    }
  });

  it('names the hosts, marks the selected one, and shows coasts in braille or in plain characters', () => {
    const text = draw()
      .map((line) => line.map((span) => span.text).join(''))
      .join('\n');
    expect(text).toContain('ixpfra01');
    expect(text).toMatch(/[\u2801-\u28ff]{3}/);
    expect(draw().flat()).toContainEqual({ style: 'selected', text: 'ixpfra01' });
    const plain = draw(asciiGlyphs)
      .map((line) => line.map((span) => span.text).join(''))
      .join('\n');
    expect(plain).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('knows the coasts of the world: each a line of points on the globe', () => {
    expect(coastlines().length).toBeGreaterThan(300);
    for (const { latitude, longitude } of coastlines().flat()) {
      expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
    }
  });
});

it('a later line takes a cell over from one of another style', () => {
  const canvas = new DotCanvas(1, 1, brailleScript);
  canvas.dot({ x: 0, y: 0 }, 'dim');
  canvas.dot({ x: 1, y: 3 }, 'bad');
  expect(canvas.cells()).toEqual([[{ text: '⢀', style: 'bad' }]]);
  canvas.dot({ x: 0, y: 3 }, 'bad');
  expect(canvas.cells()).toEqual([[{ text: '⣀', style: 'bad' }]]);
});
