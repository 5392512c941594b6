import type { ActionContext } from '../controller/controller.ts';
import type { Binding, KeyContext } from '../keys/binding.ts';
import { allBindings } from '../keys/bindings.ts';
import { keyLabel } from '../keys/key-labels.ts';
import { memoizeLast } from '../rows/memoize.ts';
import type { ConsoleState } from '../store/state.ts';
import { fuzzyBest } from './fuzzy.ts';
import { type PaletteWord, paletteWords } from './palette-words.ts';

/** A line of the palette. */
export interface PaletteEntry {
  /** What Tab types. */
  readonly text: string;
  readonly keys: string;
  readonly description: string;
  readonly dangerous: boolean;
  /** Why it cannot be done now. */
  readonly disabled: string | undefined;
  /** Undefined where an argument is still missing. */
  readonly run: ((context: ActionContext) => void) | undefined;
}

const shownEntries = 200;

/** The action's own name where the title says too little. */
function nameOf({ action, title }: Binding): string {
  return action.replaceAll('-', ' ').includes(title) ? action.replaceAll('-', ' ') : `${title} (${action})`;
}

/** Everything a key does outside of dialogs, and the views' own of the one on the screen. */
function offeredBindings(state: ConsoleState): readonly Binding[] {
  const contexts: readonly KeyContext[] = ['normal', `view:${state.view}`, 'main', 'hosts', 'always'];
  const seen = new Set<string>(['palette']);
  return allBindings().filter(({ action, contexts: own }) => {
    if (seen.has(action) || !own.some((each) => contexts.includes(each))) return false;
    seen.add(action);
    return true;
  });
}

function bindingEntry(state: ConsoleState, binding: Binding): PaletteEntry {
  return {
    text: nameOf(binding),
    keys: binding.keys.map(keyLabel).join(' '),
    description: binding.description,
    dangerous: binding.dangerous === true,
    disabled: binding.disabled?.(state),
    run: ({ act }) => act(binding),
  };
}

function wordEntry(state: ConsoleState, { word, description, disabled }: PaletteWord): PaletteEntry {
  return {
    text: `${word} `,
    keys: '',
    description,
    dangerous: false,
    disabled: disabled?.(state),
    run: undefined,
  };
}

/** The word an argument is being typed for. */
function findWord(typed: string): { readonly word: PaletteWord; readonly argument: string } | undefined {
  const blank = typed.indexOf(' ');
  const word = paletteWords.find((each) => each.word === typed.slice(0, blank));
  return blank < 0 || word === undefined ? undefined : { word, argument: typed.slice(blank + 1).trimStart() };
}

function argumentEntries(state: ConsoleState, word: PaletteWord, argument: string): readonly PaletteEntry[] {
  const entry = (value: string, description: string): PaletteEntry => ({
    text: `${word.word} ${value}`,
    keys: '',
    description,
    dangerous: false,
    disabled: word.disabled?.(state),
    run: (context) => word.run(context, value),
  });
  const found = fuzzyBest(argument, word.completions(state), ({ value }) => value, shownEntries);
  const completed = found.map(({ value, description }) => entry(value, description));
  return word.open === true && argument !== ''
    ? [entry(argument, word.description), ...completed]
    : completed;
}

function findEntries(state: ConsoleState, typed: string): readonly PaletteEntry[] {
  const found = findWord(typed);
  if (found !== undefined) return argumentEntries(state, found.word, found.argument);
  const all = [
    ...paletteWords.map((word) => wordEntry(state, word)),
    ...offeredBindings(state).map((binding) => bindingEntry(state, binding)),
  ];
  return fuzzyBest(typed, all, ({ text }) => text, shownEntries);
}

const namedChoices = 8;

/** Why nothing answers what was typed, with what would. */
export function whyNoEntry(state: ConsoleState, typed: string): string {
  const found = findWord(typed);
  if (found === undefined) return `nothing is called ${typed}`;
  const { word, argument } = found;
  const values = word.completions(state).map(({ value }) => value);
  const more = values.length > namedChoices ? `, and ${values.length - namedChoices} more` : '';
  const choices = values.slice(0, namedChoices).join(', ');
  return `no ${word.word} ${argument}${choices === '' ? '' : `: there are ${choices}${more}`}`;
}

/** What answers what was typed, the best first. */
export const paletteEntries = memoizeLast(findEntries);
