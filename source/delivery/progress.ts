/** A line that a script on a host printed about a change. */
export type ProgressLine =
  | { readonly kind: 'state'; readonly state: string; readonly detail: string }
  | { readonly kind: 'note'; readonly text: string }
  /** In how many seconds the host goes back by itself, unless the change is confirmed. */
  | { readonly kind: 'deadline'; readonly seconds: number }
  /** Of the lock's record: who, since when, why. */
  | { readonly kind: 'lock'; readonly text: string }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'end'; readonly end: TransactionEnd };

/** How a script's run ended. */
export type TransactionEnd =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'reverted'; readonly reason: string }
  /** The host's own check refused the files of this service. */
  | { readonly kind: 'refused'; readonly service: string }
  | { readonly kind: 'locked' }
  /** What is held there changed since it was looked at; nothing was changed. */
  | { readonly kind: 'held' }
  /** A change that was cut short is in the way. */
  | { readonly kind: 'interrupted' }
  /** There is no such change on the host. */
  | { readonly kind: 'missing' }
  /** The change's process ended without a word; and the files that are live: the old, the new, or some of each. */
  | { readonly kind: 'lost'; readonly live: 'old' | 'new' | 'mixed' };

/** Reads one line of such a script; undefined where it is none. */
export function parseProgress(line: string): ProgressLine | undefined {
  if (line.startsWith('| ')) return { kind: 'output', text: line.slice(2) };
  const [word, rest] = splitFirst(line);
  switch (word) {
    case '@state': {
      const [state, detail] = splitFirst(rest);
      return { kind: 'state', state, detail };
    }
    case '@note':
      return { kind: 'note', text: rest };
    case '@deadline':
      return /^-?\d{1,9}$/.test(rest) ? { kind: 'deadline', seconds: Math.max(0, Number(rest)) } : undefined;
    case '@lock':
      return { kind: 'lock', text: rest };
    case '@end': {
      const end = parseEnd(rest);
      return end && { kind: 'end', end };
    }
    default:
      return undefined;
  }
}

function parseEnd(text: string): TransactionEnd | undefined {
  const [word, rest] = splitFirst(text);
  switch (word) {
    case 'failed':
    case 'reverted':
      return { kind: word, reason: rest };
    case 'refused':
      return { kind: word, service: rest };
    case 'healthy':
    case 'done':
    case 'locked':
    case 'held':
    case 'interrupted':
    case 'missing':
      return { kind: word };
    case 'lost':
      return { kind: word, live: rest === 'old' || rest === 'new' ? rest : 'mixed' };
    default:
      return undefined;
  }
}

function splitFirst(text: string): [string, string] {
  const space = text.indexOf(' ');
  return space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1).trim()];
}
