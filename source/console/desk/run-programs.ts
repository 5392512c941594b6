import { join } from 'node:path';
import { toProblem } from '../../basics/problem.ts';
import type { ActionContext } from '../controller/controller.ts';
import { problemRowsOf } from '../rows/list-rows.ts';
import { positionOf } from '../store/list-state.ts';
import { resolvePosition } from '../store/positions.ts';
import { listInFocus } from '../store/reduce-modes.ts';
import { type ConsoleState, topMode } from '../store/state.ts';
import { viewOf } from '../views/views.ts';
import { chosenHost, chosenSubjects } from './subjects.ts';

/** A file of the repository to be edited. */
interface EditTarget {
  readonly file: string;
  readonly line?: number;
}

/** What the row under the cursor comes from, the template of a changed file, or the place of the problem. */
function editTarget(state: ConsoleState): EditTarget | undefined {
  if (topMode(state)?.kind === 'problems') return problemTarget(state);
  const place = listInFocus(state) === 'hosts' ? undefined : viewOf(state).place(state);
  if (place !== undefined) return place;
  const [subject] = chosenSubjects(state);
  if (subject?.file === undefined) return undefined;
  const change = state.changes?.changes.find(
    ({ path, host }) => path === subject.file && host === subject.host,
  );
  return change?.source === undefined ? undefined : { file: change.source };
}

function problemTarget(state: ConsoleState): EditTarget | undefined {
  const rows = problemRowsOf(state);
  const { index } = resolvePosition(positionOf(state, 'problems'), rows, rows.length);
  const place = rows[index]?.place;
  if (place === undefined) return undefined;
  return { file: place.file, ...(place.line !== undefined && { line: place.line }) };
}

export function whyNoEdit(state: ConsoleState): string | undefined {
  return editTarget(state) === undefined
    ? 'e edits the template of a changed file, or the place of a problem: put the cursor on one'
    : undefined;
}

export function whyNoHost(state: ConsoleState): string | undefined {
  return chosenHost(state) === undefined ? 'put the cursor on a host, or on something of one' : undefined;
}

async function give(
  { effects, store }: ActionContext,
  name: string,
  words: readonly string[],
  folder: string,
) {
  try {
    const code = await effects.runProgram(words, folder);
    const failed = code !== 0;
    const text = failed ? `${name} ended with ${code}` : `back from ${name}`;
    store.dispatch({ type: 'noticed', notice: { tone: failed ? 'warning' : 'plain', text } });
  } catch (thrown) {
    store.dispatch({ type: 'problem-found', problem: toProblem(thrown, { attempted: `starting ${name}` }) });
  }
}

function folderOf({ services }: ActionContext): string {
  return services.desk?.root ?? process.cwd();
}

/** Opens the operator's editor, as Git does: it may be a command with arguments of its own. */
export function editFile(context: ActionContext): void {
  const target = editTarget(context.store.state);
  if (target === undefined) return;
  const { VISUAL, EDITOR } = process.env;
  const editor = VISUAL || EDITOR || 'vi';
  const folder = folderOf(context);
  const line = target.line === undefined ? [] : [`+${target.line}`];
  const words = ['sh', '-c', `${editor} "$@"`, 'editor', ...line, join(folder, target.file)];
  void give(context, editor, words, folder);
}

/** Logs in to a host with the options of its own connection. */
export function sshTo(context: ActionContext, host: string): void {
  const { services, store } = context;
  const known = store.state.hosts.find(({ name }) => name === host);
  if (known === undefined || services.desk === undefined) return;
  try {
    void give(context, `ssh ${host}`, services.desk.ssh(known.name), folderOf(context));
  } catch (thrown) {
    store.dispatch({
      type: 'problem-found',
      problem: toProblem(thrown, { attempted: `logging in to ${host}` }),
    });
  }
}

export function openShell(context: ActionContext): void {
  void give(context, 'the shell', [process.env['SHELL'] || 'sh'], folderOf(context));
}
