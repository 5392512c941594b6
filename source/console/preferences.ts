import type { ThemeName } from './look/theme-names.ts';

/** How a session that falls is told beside the screen: not at all, by the bell, or as a notification of the terminal. */
export type Notify = 'off' | 'bell' | 'osc9';

/** What an operator would rather have his own way. */
export interface Preferences {
  readonly theme: ThemeName | undefined;
  readonly mouse: boolean;
  readonly notify: Notify;
  /** Changes are told line by line; nothing is drawn. */
  readonly screenReader: boolean;
  /** Other keys for actions, by the names that `peerdeck keys` tells. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

export const defaultPreferences: Preferences = {
  theme: undefined,
  mouse: false,
  notify: 'off',
  screenReader: false,
  keys: {},
};
