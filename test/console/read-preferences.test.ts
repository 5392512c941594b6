import { expect, it } from 'vitest';
import { defaultPreferences } from '../../source/console/preferences.ts';
import { readPreferences } from '../../source/console/read-preferences.ts';

it('has nothing on that was not asked for', () => {
  expect(readPreferences({}, {}, {})).toEqual(defaultPreferences);
});

it('takes the flag before the environment before the settings', () => {
  const section = { theme: 'light' };
  expect(readPreferences(section, {}, {}).theme).toBe('light');
  expect(readPreferences(section, {}, { PEERDECK_THEME: 'dark' }).theme).toBe('dark');
  expect(readPreferences(section, { theme: 'none' }, { PEERDECK_THEME: 'dark' }).theme).toBe('none');
  expect(readPreferences(section, {}, { NO_COLOR: '1' }).theme).toBeUndefined();
});

it('takes one key or several for an action', () => {
  const { keys } = readPreferences({ keys: { sync: 'S', 'view-log': ['L', 'f5'] } }, {}, {});
  expect(keys).toEqual({ sync: ['S'], 'view-log': ['L', 'f5'] });
});

it('says what it does not understand, and what there is', () => {
  expect(() => readPreferences({ colour: 'dark' }, {}, {})).toThrow('there is no setting console.colour');
  expect(() => readPreferences({ theme: 'pink' }, {}, {})).toThrow('console.theme');
  expect(() => readPreferences({}, { theme: 'pink' }, {})).toThrow('there is no theme pink');
});
