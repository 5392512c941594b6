import { createEnvironment, type EnvironmentOptions, placeErrors } from './runtime/environment.ts';
import { parseSource } from './syntax/parse-template.ts';
import { PyDict, toPython } from './values.ts';

export { repr, str } from './python/repr.ts';
export type { UndefinedMode } from './python/undefined.ts';
export type { Limits } from './runtime/budget.ts';
export {
  createEnvironment,
  type EnvironmentOptions,
  type JinjaEnvironment,
  type TracedRender,
} from './runtime/environment.ts';
export type { Operation, Operations } from './runtime/environment-core.ts';
export { TemplateError } from './runtime/errors.ts';
export { FolderLoader, MemoryLoader, type TemplateLoader, type TemplateSource } from './runtime/loader.ts';
export { define } from './runtime/operation.ts';
export type { Read, Segment } from './trace/provenance.ts';
export {
  type DateTimeParts,
  Markup,
  PyBytes,
  PyDate,
  PyDateTime,
  PyDict,
  PyFloat,
  PySet,
  PyTuple,
  toInt,
  toPython,
} from './values.ts';

export interface RenderStringOptions extends Omit<EnvironmentOptions, 'loaders' | 'searchPath'> {
  /** The name of the template in messages; `<template>` unless given. */
  readonly name?: string;
}

/**
 * The text of a template given as a string. Variables are a dict of the language, or plain values that are converted;
 * `files` are what it can include, import and extend. What is wrong is thrown as a `TemplateError`.
 */
export function renderString(
  source: string,
  variables: Readonly<Record<string, unknown>> | PyDict = {},
  options: RenderStringOptions = {},
): string {
  const { name = '<template>', ...rest } = options;
  return createEnvironment(rest).renderSource(source, name, toVariables(variables));
}

/** Plain values as the variables of a template. */
export function toVariables(variables: Readonly<Record<string, unknown>> | PyDict): PyDict {
  if (variables instanceof PyDict) return variables;
  return PyDict.from(Object.entries(variables).map(([name, value]) => [name, toPython(value)]));
}

/** Checks the syntax of a template; a `TemplateError` says what is wrong and where. */
export function parseTemplate(source: string, name = '<template>'): void {
  placeErrors({ template: name, line: 1 }, () => parseSource(source));
}
