import type { Place } from '../../basics/problem.ts';
import type { Binding, KeyContext } from '../keys/binding.ts';
import type { KeyName } from '../keys/key-input.ts';
import { chooseLook, type Look } from '../look/look.ts';
import type { Line } from '../look/paint.ts';
import type { DiagnosisTarget } from '../rows/diagnosis-target.ts';
import type { Level } from '../rows/health.ts';
import { memoizeLast } from '../rows/memoize.ts';
import type { TroubleRow } from '../rows/trouble-rows.ts';
import { positionOf } from '../store/list-state.ts';
import { type Identified, resolvePosition } from '../store/positions.ts';
import type { ConsoleState, ListName, ViewName } from '../store/state.ts';
import { arrangeRows } from '../tables/arrange-rows.ts';
import { type SortOrder, tableSettings } from '../tables/table-settings.ts';
import type { Column } from '../widgets/columns.ts';
import { listLines } from '../widgets/list-lines.ts';
import { tableLines } from '../widgets/table-lines.ts';
import type { RowSubject, View, ViewKey, WatchContext } from './view.ts';

/** What is said of the row under the cursor, where the pane is high enough. */
interface RowDetail<Row> {
  readonly lines: (row: Row, facts: DetailFacts) => readonly Line[];
  /** Lines it would like in a high pane; two unless told. */
  readonly roomy?: number;
}

export interface DetailFacts {
  readonly state: ConsoleState;
  readonly look: Look;
  readonly columns: number;
}

interface ViewFacts<Row extends Identified, Name extends ViewName> {
  readonly name: Name;
  /** A digit or a capital letter; a page that is opened from a row has none. */
  readonly key?: KeyName;
  /** What the key shows, for the help. */
  readonly description: string;
  /** What its own keys stand under in the help; `In the NAME` unless told. */
  readonly section?: string;
  readonly follows?: true;
  /** Its rows stand under titles, and keep their order. */
  readonly ordered?: true;
  /** Memoized: asked for at every key and every frame. Ids stay while the list around them changes. */
  readonly rows: (state: ConsoleState) => readonly Row[];
  readonly empty: (state: ConsoleState) => string;
  readonly title?: (state: ConsoleState) => string | undefined;
  /** It shows itself how what is under way goes on and ended. */
  readonly tellsWork?: (state: ConsoleState) => boolean;
  readonly banner?: (state: ConsoleState, columns: number) => readonly TroubleRow[];
  readonly detail?: RowDetail<Row>;
  readonly subject?: (row: Row, state: ConsoleState) => RowSubject | undefined;
  /** How well a row is: what is well is left out while only faults are listed. */
  readonly level?: (row: Row) => Level;
  /** What a page is about: when that changes, `watch` starts anew. */
  readonly about?: (state: ConsoleState) => string;
  readonly diagnosis?: (row: Row, state: ConsoleState) => DiagnosisTarget | undefined;
  /** What of the repository a row comes from. */
  readonly place?: (row: Row) => Place | undefined;
  /** What Enter does on a row. */
  readonly enter?: Omit<ViewKey<Row>, 'keys' | 'action' | 'anywhere' | 'inHosts'>;
  readonly keys?: readonly ViewKey<Row>[];
  readonly watch?: (context: WatchContext) => void;
}

/** Drawn as a table of columns, or as lines. */
type ViewBody<Row extends Identified> =
  | { readonly columns: (state: ConsoleState, look: Look) => readonly Column<Row>[]; readonly line?: never }
  | { readonly line: (row: Row, look: Look) => Line; readonly columns?: never };

export type ViewDefinition<Row extends Identified, Name extends ViewName> = ViewFacts<Row, Name> &
  ViewBody<Row>;

/** Below this many rows a pane has none to spare for details. */
const roomForDetail = 14;
const roomForMore = 26;
const ruleRows = 1;
const detailLines = 2;

/** The entry under the cursor of a list. */
export function rowUnderCursor<Row extends Identified>(
  state: ConsoleState,
  name: ListName,
  rows: readonly Row[],
): Row | undefined {
  return rows[resolvePosition(positionOf(state, name), rows, rows.length).index];
}

/** Makes a view of what is particular to it. */
export function defineView<Row extends Identified, const Name extends ViewName>(
  definition: ViewDefinition<Row, Name>,
): View<Name> {
  const { name, key, detail, banner, tellsWork, title, subject, diagnosis, about, watch } = definition;
  const rows = inChosenOrder(definition, withFaultsOnly(definition));
  const under = (state: ConsoleState) => rowUnderCursor(state, name, rows(state));
  const chosen = (state: ConsoleState): readonly Row[] => {
    const { marked } = tableSettings(state, name);
    const among = marked.size === 0 ? [] : rows(state).filter(({ id }) => marked.has(id));
    const row = under(state);
    return among.length > 0 || row === undefined ? among : [row];
  };
  return {
    name,
    key,
    section: definition.section ?? `In the ${name}`,
    show: showBinding(definition),
    bindings: ownBindings(definition, under),
    follows: definition.follows === true,
    tellsFaults: definition.level !== undefined,
    headRows: definition.columns === undefined ? 0 : 1,
    rows,
    sortColumns: (state) =>
      definition.ordered === true
        ? []
        : (definition.columns?.(state, plainLook).map((column) => column.key) ?? []),
    lines: (state, { look, columns, height, focused }) => {
      const { sort, wide, marked } = tableSettings(state, name);
      const view = { rows: rows(state), position: positionOf(state, name), columns, focused, marked };
      if (definition.columns === undefined) {
        const { line } = definition;
        return listLines(look, { ...view, height, line: (row) => line(row, look) });
      }
      const table = definition.columns(state, look);
      return tableLines(look, { ...view, height: height - 1, table, sort, wide });
    },
    empty: definition.empty,
    tellsWork: (state) => tellsWork?.(state) ?? false,
    title: (state) => title?.(state),
    banner: (state, columns) => banner?.(state, columns) ?? [],
    detailRows: (paneRows) => {
      if (detail === undefined || paneRows < roomForDetail) return 0;
      return ruleRows + (paneRows >= roomForMore ? (detail.roomy ?? detailLines) : detailLines);
    },
    detail: (state, look, columns) => {
      const row = under(state);
      return row === undefined ? [] : (detail?.lines(row, { state, look, columns }) ?? []);
    },
    subjects: (state) =>
      chosen(state).flatMap((row) => {
        const one = subject?.(row, state);
        return one === undefined ? [] : [one];
      }),
    spoken: (state) => {
      const row = under(state);
      if (row === undefined) return '';
      if (definition.columns === undefined) return textOf(definition.line(row, plainLook));
      return definition
        .columns(state, plainLook)
        .map(({ title: head, cell }) => `${head} ${cell(row).text}`.trim())
        .join(', ');
    },
    texts: (state, wanted) => {
      const { columns, line } = definition;
      if (columns === undefined)
        return wanted === undefined ? chosen(state).map((row) => textOf(line(row, plainLook))) : [];
      const shown = columns(state, plainLook).filter(({ key }) => wanted === undefined || key === wanted);
      return shown.length === 0
        ? []
        : chosen(state).map((row) => shown.map(({ cell }) => cell(row).text).join('\t'));
    },
    subject: (state) => {
      const row = under(state);
      return row === undefined ? undefined : subject?.(row, state);
    },
    find: (state, wanted) => {
      if (subject === undefined || !isParticular(wanted)) return undefined;
      const listed = rows(state);
      const isIt = (row: Row | undefined) => row !== undefined && isSame(subject(row, state), wanted);
      const index = isIt(under(state)) ? -1 : listed.findIndex(isIt);
      return index < 0 ? undefined : index;
    },
    about: (state) => about?.(state) ?? '',
    diagnosis: (state) => {
      const row = under(state);
      return row === undefined ? undefined : diagnosis?.(row, state);
    },
    place: (state) => {
      const row = under(state);
      return row === undefined ? undefined : definition.place?.(row);
    },
    watch: (context) => watch?.(context),
  };
}

/** The rows, without those that are well while only faults are listed. */
function withFaultsOnly<Row extends Identified, Name extends ViewName>({
  rows,
  level,
}: ViewDefinition<Row, Name>): (state: ConsoleState) => readonly Row[] {
  if (level === undefined) return rows;
  const faults = memoizeLast((listed: readonly Row[]) => listed.filter((row) => level(row) !== 'good'));
  return (state) => (state.faultsOnly ? faults(rows(state)) : rows(state));
}

function textOf(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

/** Columns hold the same whatever they look like. */
const plainLook = chooseLook({});

/** The rows in the order the operator wants them in. */
function inChosenOrder<Row extends Identified, Name extends ViewName>(
  { name, columns }: ViewDefinition<Row, Name>,
  rows: (state: ConsoleState) => readonly Row[],
): (state: ConsoleState) => readonly Row[] {
  if (columns === undefined) return rows;
  let last:
    | { readonly of: readonly Row[]; readonly by: SortOrder; readonly arranged: readonly Row[] }
    | undefined;
  return (state) => {
    const { sort } = tableSettings(state, name);
    const listed = rows(state);
    if (sort === undefined) return listed;
    if (last?.of !== listed || last.by !== sort) {
      last = { of: listed, by: sort, arranged: arrangeRows(listed, columns(state, plainLook), sort) };
    }
    return last.arranged;
  };
}

/** More than a host. */
function isParticular({ session, tunnel, file }: RowSubject): boolean {
  return session !== undefined || tunnel !== undefined || file !== undefined;
}

function isSame(one: RowSubject | undefined, other: RowSubject): boolean {
  return (
    one !== undefined &&
    one.host === other.host &&
    one.session === other.session &&
    one.tunnel === other.tunnel &&
    one.file === other.file
  );
}

/** The key that brings the view to the screen. */
function showBinding<Row extends Identified, Name extends ViewName>({
  name,
  key,
  description,
}: ViewDefinition<Row, Name>): readonly Binding[] {
  if (key === undefined) return [];
  return [
    {
      keys: [key],
      action: `view-${name}`,
      title: name,
      description,
      contexts: ['normal'],
      run: ({ store }) => store.dispatch({ type: 'view-chosen', view: name }),
    },
  ];
}

function ownBindings<Row extends Identified, Name extends ViewName>(
  { name, enter, keys = [] }: ViewDefinition<Row, Name>,
  under: (state: ConsoleState) => Row | undefined,
): readonly Binding[] {
  const own: readonly ViewKey<Row>[] =
    enter === undefined ? keys : [{ ...enter, keys: ['enter'], action: 'enter' }, ...keys];
  return own.map((each) => toBinding(name, each, under));
}

function contextsOf<Row>(view: string, { anywhere, inHosts }: ViewKey<Row>): readonly KeyContext[] {
  if (anywhere === true) return ['normal'];
  return inHosts === true ? ['hosts'] : [`view:${view}`];
}

function toBinding<Row>(
  view: string,
  key: ViewKey<Row>,
  under: (state: ConsoleState) => Row | undefined,
): Binding {
  const { keys, action, title, description, footer, shown, disabled, dangerous, run } = key;
  return {
    keys,
    action: `${view}-${action}`,
    title,
    description,
    contexts: contextsOf(view, key),
    ...(footer !== undefined && { footer }),
    ...(dangerous === true && { dangerous }),
    ...(shown !== undefined && { shown: (state: ConsoleState) => shown(state, under(state)) }),
    disabled: (state) => {
      if (dangerous === true && state.readOnly) return 'read-only: nothing is changed';
      return disabled?.(state, under(state));
    },
    run: (context) => run(context, under(context.store.state)),
  };
}
