import { describe, expect, it } from 'vitest';
import { asciiGlyphs, unicodeGlyphs } from '../../../source/console/look/glyphs.ts';
import { chooseLook } from '../../../source/console/look/look.ts';
import { plainTheme } from '../../../source/console/look/theme.ts';
import { themeNames } from '../../../source/console/look/theme-names.ts';

const modern = { LANG: 'C.UTF-8', TERM: 'xterm-256color' };

describe('a look', () => {
  it('is of the terminal unless another is chosen', () => {
    expect(chooseLook({ ...modern, NO_COLOR: '1' }).theme).toBe(plainTheme);
    expect(chooseLook(modern, 'none').theme).toBe(plainTheme);
    expect(chooseLook({ ...modern, NO_COLOR: '1' }, 'dark').theme).not.toBe(plainTheme);
  });

  it('is ASCII where that is chosen, or all there is', () => {
    expect(chooseLook(modern, 'ascii').glyphs).toBe(asciiGlyphs);
    expect(chooseLook({ TERM: 'xterm' }, 'dark').glyphs).toBe(asciiGlyphs);
    expect(chooseLook(modern, 'dark').glyphs).toBe(unicodeGlyphs);
  });

  it('gives production and labs, and what is well and what is not, looks of their own', () => {
    for (const name of themeNames) {
      const { theme } = chooseLook(modern, name);
      expect(theme.selected).not.toBe('');
      expect(theme.production).not.toBe('');
      if (name !== 'none') {
        expect(theme.good).not.toBe(theme.bad);
        expect(theme.lab).not.toBe(theme.production);
      }
    }
  });

  it('never tells a state by its colour alone', () => {
    for (const { levels, changes, done, failed } of [asciiGlyphs, unicodeGlyphs]) {
      expect(new Set(Object.values(levels)).size).toBe(4);
      expect(new Set(Object.values(changes)).size).toBe(3);
      expect(done).not.toBe(failed);
    }
  });
});

describe('the colour-blind theme', () => {
  it('has no red and no green', () => {
    const reddish = /(^|;)(31|32|91|92)(;|$)/;
    for (const codes of Object.values(chooseLook(modern, 'colour-blind').theme)) {
      expect(codes).not.toMatch(reddish);
    }
  });
});
