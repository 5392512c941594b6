import type { Place } from '../../basics/problem.ts';
import type { ActionContext } from '../controller/controller.ts';
import type { Binding } from '../keys/binding.ts';
import type { KeyName } from '../keys/key-input.ts';
import type { Look } from '../look/look.ts';
import type { Line } from '../look/paint.ts';
import type { DiagnosisTarget } from '../rows/diagnosis-target.ts';
import type { TroubleRow } from '../rows/trouble-rows.ts';
import type { ConsoleServices } from '../services.ts';
import type { Identified } from '../store/positions.ts';
import type { ConsoleState } from '../store/state.ts';
import type { Store } from '../store/store.ts';

/** Where a view's rows are drawn: the columns between the borders, and the lines there are, a table's head included. */
export interface ViewArea {
  readonly look: Look;
  readonly columns: number;
  readonly height: number;
  readonly focused: boolean;
}

/** What the row under the cursor is about: for the way to the same thing in another view. */
export interface RowSubject {
  readonly host: string;
  readonly session?: string;
  readonly tunnel?: string;
  /** Relative to the tree of the host. */
  readonly file?: string;
}

/** What a view works with while it is on the screen. */
export interface WatchContext {
  readonly store: Store;
  readonly services: ConsoleServices;
  /** Aborted when the view is left, and when the console closes. */
  readonly signal: AbortSignal;
}

/**
 * One of the views of the main pane. The tabs, the keys, the help, the manual, the footer and the layout ask it; made
 * by `defineView`, and listed in `views.ts`.
 */
export interface View<Name extends string = string> {
  readonly name: Name;
  /** Shows it from anywhere; a page without one is opened from a row. */
  readonly key: KeyName | undefined;
  /** What its own keys stand under in the help. */
  readonly section: string;
  /** The binding of that key. */
  readonly show: readonly Binding[];
  /** Its own keys. */
  readonly bindings: readonly Binding[];
  /** Starts at its end, and stays there as it grows. */
  readonly follows: boolean;
  /** Lists only what is wrong where that is asked for. */
  readonly tellsFaults: boolean;
  /** Lines of the table's head. */
  readonly headRows: number;
  /** The rows of now; the same array while nothing changed. */
  rows(state: ConsoleState): readonly Identified[];
  /** The columns it can be sorted by; none where it is no table. */
  sortColumns(state: ConsoleState): readonly string[];
  /** The rows in sight, painted, under the head of the table. */
  lines(state: ConsoleState, area: ViewArea): readonly string[];
  /** What stands in place of the rows where there are none: why, and which key would change that. */
  empty(state: ConsoleState): string;
  /** It shows itself how what is under way goes on and ended: the panel under it has nothing to add. */
  tellsWork(state: ConsoleState): boolean;
  /** What it is about, for the corner; undefined for what is under the cursor in the hosts. */
  title(state: ConsoleState): string | undefined;
  /** What is said above the rows. */
  banner(state: ConsoleState, columns: number): readonly TroubleRow[];
  /** Lines under the rows about the one under the cursor, a rule included, in a pane of so many rows. */
  detailRows(paneRows: number): number;
  detail(state: ConsoleState, look: Look, columns: number): readonly Line[];
  subject(state: ConsoleState): RowSubject | undefined;
  /** The same of the marked rows, or of the one under the cursor. */
  subjects(state: ConsoleState): readonly RowSubject[];
  /** The row under the cursor with what its columns are called, to be read aloud; empty where there is none. */
  spoken(state: ConsoleState): string;
  /** What those rows say, with a tab between the columns, or one column of them. */
  texts(state: ConsoleState, column?: string): readonly string[];
  /** Where the same session, tunnel or file is listed; undefined where it is not, or is under the cursor already. */
  find(state: ConsoleState, subject: RowSubject): number | undefined;
  diagnosis(state: ConsoleState): DiagnosisTarget | undefined;
  /** What of the repository the row under the cursor comes from: for the editor. */
  place(state: ConsoleState): Place | undefined;
  /** What a page is about, in a word; when that changes, `watch` starts anew. */
  about(state: ConsoleState): string;
  /** Reads what it shows, for as long as it is looked at. */
  watch(context: WatchContext): void;
}

/** A key of a view: works while the main pane shows it and has the focus. `row` is the one under the cursor. */
export interface ViewKey<Row> {
  readonly keys: readonly KeyName[];
  /** One of the view's own, such as `restart`. */
  readonly action: string;
  /** A word for the footer. */
  readonly title: string;
  readonly description: string;
  /** Whether the footer shows it; the lower the number, the longer it stays as the screen narrows. */
  readonly footer?: number;
  readonly shown?: (state: ConsoleState, row: Row | undefined) => boolean;
  /** Why it cannot be done now. */
  readonly disabled?: (state: ConsoleState, row: Row | undefined) => string | undefined;
  /** Leads to a change; asked about first by `run`, and refused in the read-only mode. */
  readonly dangerous?: true;
  /** Works in any view, as long as no other key of the same name is closer. */
  readonly anywhere?: true;
  /** Works while the hosts have the focus, whatever the main pane shows; there is no row then. */
  readonly inHosts?: true;
  readonly run: (context: ActionContext, row: Row | undefined) => void;
}
