import { stripVTControlCharacters } from 'node:util';
import type { ActionContext } from '../controller/controller.ts';
import type { Binding } from '../keys/binding.ts';
import type { AnswerLine, ConsoleState } from '../store/state.ts';
import type { RowSubject } from '../views/view.ts';
import { fillCommand, missingPart, type OfferedCommand } from './custom-commands.ts';
import { chosenSubjects } from './subjects.ts';

/** As many lines of output are kept. */
const longestOutput = 1000;
const longestLine = 2000;

/** The command for each of what is chosen, each once. */
function filledCommands(state: ConsoleState, { command }: OfferedCommand): readonly string[] {
  const subjects: readonly (RowSubject | undefined)[] = chosenSubjects(state);
  const chosen = subjects.length === 0 ? [undefined] : subjects;
  return [...new Set(chosen.map((subject) => fillCommand(command, subject)))];
}

function whyNot(state: ConsoleState, { command, changes }: OfferedCommand): string | undefined {
  if (changes && state.readOnly) return 'read-only: nothing that may change something is run';
  const subjects: readonly (RowSubject | undefined)[] = chosenSubjects(state);
  const missing = (subjects.length === 0 ? [undefined] : subjects)
    .map((subject) => missingPart(command, subject))
    .find((part) => part !== undefined);
  return missing === undefined ? undefined : `it is about a ${missing}: put the cursor on one`;
}

/** Runs a command of the repository's own; what it writes fills a pane, and closing the pane stops it. */
export async function runCustom(context: ActionContext, offered: OfferedCommand): Promise<void> {
  const { store, services, asked, answers } = context;
  const { desk } = services;
  if (desk === undefined) return;
  const commands = filledCommands(store.state, offered);
  if (offered.changes) {
    const lines = [`From ${offered.source}, in ${desk.root}:`, ...commands.map((command) => `$ ${command}`)];
    if (!(await asked.confirm({ title: `Run ${offered.title}?`, lines, proceed: 'run' }))) return;
  }
  answers.seek(offered.title, async (signal, tell) => {
    let lines: readonly AnswerLine[] = [];
    const add = (...more: readonly AnswerLine[]) => {
      lines = [...lines, ...more].slice(-longestOutput);
      tell(lines);
    };
    for (const command of commands) {
      if (signal.aborted) break;
      add({ part: 'heading', text: `$ ${command}` });
      const output = splitLines(add);
      const code = await desk.run(command, signal, output.take);
      output.end();
      add({
        part: code === 0 ? 'detail' : 'bad',
        text: code === undefined ? 'stopped' : `ended with ${code}`,
      });
    }
    return lines;
  });
}

/** Turns output as it comes into lines without control characters. */
function splitLines(add: (...lines: readonly AnswerLine[]) => void) {
  let rest = '';
  const toLine = (text: string): AnswerLine => ({
    part: 'quote',
    text: stripVTControlCharacters(text.split('\r').at(-1) ?? '').slice(0, longestLine),
  });
  return {
    take: (text: string) => {
      const lines = (rest + text.replaceAll('\r\n', '\n')).split('\n');
      rest = (lines.pop() ?? '').slice(-longestLine);
      if (lines.length > 0) add(...lines.slice(-longestOutput).map(toLine));
    },
    end: () => {
      if (rest !== '') add(toLine(rest));
    },
  };
}

/** A command as something a key does; one without a key is in the palette. */
export function commandBinding(offered: OfferedCommand): Binding {
  const { title, key, command, source, changes } = offered;
  return {
    keys: key === undefined ? [] : [key],
    action: `command-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    title,
    description: `${source}: ${command}`,
    contexts: ['normal'],
    ...(changes && { dangerous: true as const }),
    disabled: (state) => whyNot(state, offered),
    run: (context) => void runCustom(context, offered),
  };
}
