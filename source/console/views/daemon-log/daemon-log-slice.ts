import type { Problem } from '../../../basics/problem.ts';
import { defineSlice } from '../slice.ts';

/** Whose log is followed. */
export interface LogSubject {
  readonly host: string;
  /** As `peerdeck logs` names it. */
  readonly unit: string;
  /** A name whose lines stand out. */
  readonly marked?: string;
}

interface LogPage {
  readonly subject: LogSubject | undefined;
  readonly lines: readonly LogLine[];
  /** How many lines there ever were. */
  readonly told: number;
  readonly problem: Problem | undefined;
}

export interface LogLine {
  readonly id: string;
  readonly text: string;
}

type LogPageEvent =
  | { readonly type: 'opened'; readonly subject: LogSubject }
  /** It is read from its end again: what came meanwhile is among it. */
  | { readonly type: 'started' }
  | { readonly type: 'told'; readonly subject: LogSubject; readonly texts: readonly string[] }
  | { readonly type: 'unread'; readonly subject: LogSubject; readonly problem: Problem };

/** As many lines are kept. */
export const keptLogLines = 2000;

const nothing: LogPage = { subject: undefined, lines: [], told: 0, problem: undefined };

/** The daemon's log on show, its end. */
export const logPage = defineSlice<LogPage, LogPageEvent>('daemon', nothing, (page, event) => {
  switch (event.type) {
    case 'opened':
      return { ...nothing, subject: event.subject };
    case 'started':
      return { ...page, lines: [], problem: undefined };
    case 'told': {
      if (page.subject !== event.subject) return page;
      const lines = event.texts.map((text, nth): LogLine => ({ id: String(page.told + nth), text }));
      const kept = [...page.lines, ...lines].slice(-keptLogLines);
      return { ...page, lines: kept, told: page.told + lines.length, problem: undefined };
    }
    case 'unread':
      return page.subject === event.subject ? { ...page, problem: event.problem } : page;
  }
});
