import { afterEach, describe, expect, it } from 'vitest';
import { commandBinding } from '../../../source/console/desk/run-custom.ts';
import { customizeBindings } from '../../../source/console/keys/bindings.ts';
import { fuzzyBest, fuzzyScore } from '../../../source/console/palette/fuzzy.ts';
import { paletteEntries, whyNoEntry } from '../../../source/console/palette/palette-entries.ts';
import { demoState } from '../demo-state.ts';

const state = demoState();
const texts = (typed: string) => paletteEntries(state, typed).map(({ text }) => text);

afterEach(() => customizeBindings({}));

describe('fuzzy', () => {
  it('finds characters in their order, and puts what begins with them first', () => {
    expect(fuzzyScore('xyz', 'sync')).toBeUndefined();
    expect(fuzzyBest('iams', ['ibgp_ixpams01', 'iams9', 'x iams'], (text) => text, 9)).toEqual([
      'iams9',
      'x iams',
      'ibgp_ixpams01',
    ]);
  });

  it('keeps the order where nothing was typed', () => {
    expect(fuzzyBest('', ['b', 'a', 'c'], (text) => text, 2)).toEqual(['b', 'a']);
  });
});

describe('the palette', () => {
  it('offers every action by its name, and why one cannot be done now', () => {
    expect(texts('sync')[0]).toBe('sync');
    expect(texts('zoo')[0]).toBe('zoom');
    const [why] = paletteEntries(state, 'unmark');
    expect(why?.disabled).toBe('nothing is marked');
    expect(texts('')).not.toContain('palette');
  });

  it('completes hosts, sessions, views and themes', () => {
    expect(texts('host ams')).toEqual(['host ixpams01', 'host coreams01']);
    expect(texts('session rs1')).toContain('session ixpams01 rs1_amsix');
    expect(texts('view tun')[0]).toBe('view tunnels');
    expect(texts('theme blind')).toEqual(['theme colour-blind']);
    expect(texts('sort neigh')).toContain('sort neighbor down');
    expect(texts('filter ixp !up')[0]).toBe('filter ixp !up');
  });

  it('names the choices where nothing answers', () => {
    expect(whyNoEntry(state, 'theme nope')).toBe(
      'no theme nope: there are auto, dark, light, contrast, colour-blind, none, ascii',
    );
    expect(whyNoEntry(state, 'qqq')).toBe('nothing is called qqq');
  });

  it("has the repository's own commands", () => {
    const offered = {
      title: 'trace',
      command: 'mtr {host}',
      key: 'f6',
      source: 'peerdeck.yml',
      changes: false,
    };
    customizeBindings({}, [commandBinding(offered)]);
    expect(texts('run ')).toEqual(['run trace']);
  });

  it('is read again only when the state or the text is another', () => {
    expect(paletteEntries(state, 'host ')).toBe(paletteEntries(state, 'host '));
  });
});
