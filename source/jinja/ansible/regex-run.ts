import { createContext, Script } from 'node:vm';
import { limitError, reserve, spend } from '../runtime/budget.ts';
import { PyError } from '../runtime/errors.ts';
import { type RegexFlags, type TranslatedRegex, translateRegex } from './python-regex.ts';

/** One match: the whole and its groups, undefined where a group took no part. */
export interface Match {
  readonly index: number;
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
}

/** A Python expression ready to search texts. */
export class PythonRegex {
  readonly translated: TranslatedRegex;
  readonly #expression: RegExp;

  constructor(pattern: string, flags: RegexFlags) {
    this.translated = translateRegex(pattern, flags);
    try {
      this.#expression = new RegExp(this.translated.source, this.translated.ignoreCase ? 'giu' : 'gu');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new PyError('error', `the pattern cannot be used: ${pattern}`);
    }
  }

  /** Every match from left to right, or only the first. */
  matches(text: string, onlyFirst = false): Match[] {
    spend(text.length / 100);
    const found = this.#isSafe(text)
      ? run(this.#expression, text, onlyFirst)
      : runTimed(this.#expression, text, onlyFirst);
    reserve(found.length);
    return found.map(toMatch);
  }

  #isSafe(text: string): boolean {
    return !this.translated.risky && text.length < 2000;
  }
}

function toMatch(found: RegExpMatchArray): Match {
  return { index: found.index ?? 0, text: found[0], groups: found.slice(1), named: found.groups ?? {} };
}

function run(expression: RegExp, text: string, onlyFirst: boolean): RegExpMatchArray[] {
  expression.lastIndex = 0;
  const found = onlyFirst ? expression.exec(text) : null;
  if (onlyFirst) return found === null ? [] : [found];
  return [...text.matchAll(expression)];
}

/** Milliseconds one search may take. */
const matchTime = 1000;

const sandbox = createContext({ search: undefined });
const script = new Script('search()');

/** The same under a watch that can stop the engine in the middle of a match. */
function runTimed(expression: RegExp, text: string, onlyFirst: boolean): RegExpMatchArray[] {
  let found: RegExpMatchArray[] = [];
  sandbox['search'] = () => {
    found = run(expression, text, onlyFirst);
  };
  try {
    script.runInContext(sandbox, { timeout: matchTime });
  } catch (error) {
    if (isTimeout(error)) {
      throw limitError(`a search of more than ${matchTime / 1000} seconds`);
    }
    throw error;
  }
  return found;
}

function isTimeout(error: unknown): boolean {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
