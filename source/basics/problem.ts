/** A place in a file of the repository (or a layer above it): the path as the operator would type it, and a line from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * What went wrong, in the shape every screen, text line and JSON event shows it: what was attempted, where,
 * what came back in the other side's own words, and what to do next.
 */
export interface Problem {
  /** A short kebab-case name that scripts can rely on, such as `undefined-variable` or `host-unreachable`. */
  readonly kind: string;
  readonly message: string;
  readonly host?: string;
  readonly place?: Place;
  readonly attempted?: string;
  readonly answer?: string;
  readonly hint?: string;
}

/** An error an operator can act on. Everything that is thrown on purpose is one of these. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';

  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
  }
}

/** `file:line`, or only `file` where no line is known. */
export function formatPlace(place: Place): string {
  if (place.line === undefined) return place.file;
  return place.column === undefined
    ? `${place.file}:${place.line}`
    : `${place.file}:${place.line}:${place.column}`;
}

/** Any thrown value as a problem; a defect of ours keeps its message and is named `unexpected`. */
export function toProblem(thrown: unknown, context: Partial<Problem> = {}): Problem {
  if (thrown instanceof OperatorError) return { ...context, ...thrown.problem };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: 'unexpected', message, ...context };
}
