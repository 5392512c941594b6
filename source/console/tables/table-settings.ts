import type { ConsoleState, ListName } from '../store/state.ts';
import { defineSlice } from '../views/slice.ts';

export interface SortOrder {
  /** The key of a column. */
  readonly column: string;
  readonly descending: boolean;
}

/** How the operator has a table: by the column he chose, with as many columns as fit, and what he marked in it. */
export interface TableSettings {
  /** Undefined for the order of the view. */
  readonly sort: SortOrder | undefined;
  readonly wide: boolean;
  readonly marked: ReadonlySet<string>;
  /** The entry that was marked last: a range begins there. */
  readonly anchor: string | undefined;
}

const untouched: TableSettings = { sort: undefined, wide: false, marked: new Set(), anchor: undefined };

interface SettingsEvent {
  readonly list: ListName;
  readonly settings: TableSettings;
}

type AllSettings = Readonly<Partial<Record<string, TableSettings>>>;

const slice = defineSlice<AllSettings, SettingsEvent>('tables', {}, (all, { list, settings }) => ({
  ...all,
  [list]: settings,
}));

export function tableSettings(state: ConsoleState, list: ListName): TableSettings {
  return slice.of(state)[list] ?? untouched;
}

/** The event that changes some of the settings of a list. */
export function changeTable(state: ConsoleState, list: ListName, changes: Partial<TableSettings>) {
  return slice.event({ list, settings: { ...tableSettings(state, list), ...changes } });
}
