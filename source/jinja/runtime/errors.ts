/**
 * An error of the template language before its place is known: raised by values, operators, filters and tests,
 * and turned into a `TemplateError` by the renderer, which knows the template and the line.
 */
export class PyError extends Error {
  override readonly name = 'PyError';

  constructor(
    /** Python's class name, such as `TypeError`. */
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a template did wrong, as Python's Jinja2 says it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  constructor(
    /** Python's class name (`UndefinedError`, `TemplateSyntaxError`, `TypeError` …), or `LimitError` for a bound of ours. */
    readonly kind: string,
    message: string,
    /** The name of the template the error arose in. */
    readonly template: string,
    /** The line in that template, from 1. */
    readonly line: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
