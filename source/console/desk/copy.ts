import { sanitize } from '../../basics/sanitize.ts';
import type { ActionContext } from '../controller/controller.ts';
import { listRows } from '../rows/list-rows.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import type { ConsoleState } from '../store/state.ts';
import { countOf } from '../store/words.ts';
import { viewOf } from '../views/views.ts';
import { clipboardBytes } from './clipboard.ts';
import { chosenSubjects } from './subjects.ts';

function isHosts(state: ConsoleState): boolean {
  return listInFocus(state) === 'hosts';
}

function subjectNames(state: ConsoleState): readonly string[] {
  return chosenSubjects(state).map(({ session, tunnel, file, host }) => session ?? tunnel ?? file ?? host);
}

function copy({ store, effects }: ActionContext, texts: readonly string[], what: string): void {
  effects.send(clipboardBytes(sanitize(texts.join('\n')), process.env));
  const text = texts.length === 1 ? `copied ${what}` : `copied ${countOf(texts.length, what)}`;
  store.dispatch({ type: 'noticed', notice: { tone: 'plain', text } });
}

/** The marked entries, or the one under the cursor, with a tab between the columns. */
export function copyRows(context: ActionContext): void {
  const { state } = context.store;
  copy(context, isHosts(state) ? subjectNames(state) : viewOf(state).texts(state), 'line');
}

/** What matters of it alone: the command that was run, else the name of the session, tunnel, file or host. */
export function copyNames(context: ActionContext): void {
  const { state } = context.store;
  const commands = isHosts(state) ? [] : viewOf(state).texts(state, 'command');
  copy(
    context,
    commands.length > 0 ? commands : subjectNames(state),
    commands.length > 0 ? 'command' : 'name',
  );
}

export function whyNoCopy(state: ConsoleState): string | undefined {
  return listRows(state, listInFocus(state)).length === 0 ? 'there is nothing to copy' : undefined;
}

export function whyNoName(state: ConsoleState): string | undefined {
  const nothing = subjectNames(state).length === 0;
  const command = !isHosts(state) && viewOf(state).texts(state, 'command').length > 0;
  return nothing && !command ? 'this has no name of its own: y copies the line' : undefined;
}
