import { sanitizeLine } from '../../basics/sanitize.ts';
import type { ConsoleState } from '../store/state.ts';
import { type Described, describeScreen } from './describe-screen.ts';

const longestSpoken = 400;

/** Tells states line by line: of each only what is other than in the one before. */
export function createSpeaker(write: (bytes: string) => void): (state: ConsoleState) => void {
  let before: Described | undefined;
  return (state) => {
    const now = describeScreen(state);
    const lines = newLines(before, now);
    before = now;
    for (const line of lines) write(`${sanitizeLine(line, longestSpoken)}\r\n`);
  };
}

/** What is new. A list that only grew is told from where it grew. */
export function newLines(before: Described | undefined, now: Described): readonly string[] {
  const told = before?.mode ?? [];
  const same = now.mode.findIndex((line, index) => line !== told[index]);
  const from = now.mode[0] === told[0] ? same : 0;
  return [
    now.place === before?.place ? '' : now.place,
    ...(same < 0 ? [] : now.mode.slice(from)),
    now.row === before?.row ? '' : now.row,
    now.status === before?.status ? '' : now.status,
  ].filter((line) => line !== '');
}
