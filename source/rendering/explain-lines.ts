import type { Origin, Origins } from '../fleet/origins.ts';
import type { Read, Segment } from '../jinja/index.ts';
import { repr } from '../jinja/python/repr.ts';
import { PyDict } from '../jinja/values.ts';
import { secretMark } from '../secrets/redaction.ts';
import { maskSecretRanges } from './mask-secrets.ts';
import type { RenderedFile } from './rendered-file.ts';
import { VariablePaths } from './variable-paths.ts';

/** A variable that a line was made from. */
export interface UsedVariable {
  /** As a template would write it: `network.edge_as`. */
  readonly name: string;
  /** As Python prints it, cut; a secret is only a mark. */
  readonly value: string;
  readonly origin?: Origin;
  /** `text`: it is in the line. `condition`: it decided that the line is there. */
  readonly use: 'text' | 'condition';
}

/** What made one line of a rendered file. */
export interface LineReason {
  /** From 1. */
  readonly line: number;
  /** With secrets masked. */
  readonly text: string;
  /** Template lines that wrote to it, in the order they did, relative to `templates/config`. */
  readonly templates: readonly { readonly name: string; readonly line: number }[];
  readonly variables: readonly UsedVariable[];
}

const longestValue = 120;

/** Explains the lines `first` to `last` (from 1, inclusive) of a rendered file; none of a file that was copied. */
export function explainLines(
  file: RenderedFile,
  variables: PyDict,
  origins: Origins,
  first: number,
  last: number,
): LineReason[] {
  const shown = maskSecretRanges(file.content, file.secretRanges).split('\n');
  const paths = new VariablePaths(variables);
  const starts = findLineStarts(file.content.toString('utf8'));
  const reasons: LineReason[] = [];
  for (let line = first; line <= Math.min(last, starts.length - 1); line += 1) {
    const start = starts[line - 1] ?? 0;
    const end = starts[line] ?? start;
    const segments = (file.segments ?? []).filter((segment) => segment.start < end && segment.end > start);
    reasons.push({
      line,
      text: shown[line - 1] ?? '',
      templates: listTemplateLines(segments),
      variables: listVariables(segments, paths, origins),
    });
  }
  return reasons;
}

/** How many lines a rendered file has. */
export function countLines(file: RenderedFile): number {
  return findLineStarts(file.content.toString('utf8')).length - 1;
}

/** Offsets at which lines start, and the text's end last. */
function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
}

function listTemplateLines(segments: readonly Segment[]): LineReason['templates'] {
  const lines = new Map(
    segments.map(({ template, line }) => [`${template}:${line}`, { name: template, line }]),
  );
  return [...lines.values()];
}

function listVariables(segments: readonly Segment[], paths: VariablePaths, origins: Origins): UsedVariable[] {
  const used = new Map<string, UsedVariable>();
  for (const use of ['text', 'condition'] as const) {
    for (const segment of segments) {
      for (const read of use === 'text' ? segment.reads : segment.control) {
        const variable = describeRead(read, use, paths, origins);
        if (variable !== undefined && !used.has(variable.name)) used.set(variable.name, variable);
      }
    }
  }
  return dropContainers([...used.values()]);
}

function describeRead(
  { container, key }: Read,
  use: UsedVariable['use'],
  paths: VariablePaths,
  origins: Origins,
): UsedVariable | undefined {
  const name = paths.nameOf(container, key);
  if (name === undefined) return undefined;
  const origin = origins.find(container, key);
  const value = origin?.secret ? secretMark : formatItem(container, key);
  return { name, value, use, ...(origin === undefined ? {} : { origin }) };
}

/** The value under a key as Python prints it, cut to a line; what is not there was looked for in vain. */
function formatItem(container: object, key: unknown): string {
  const value = findItem(container, key);
  if (value === undefined) return '(not set)';
  const text = repr(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

function findItem(container: object, key: unknown): unknown {
  if (container instanceof PyDict) return container.get(key);
  return Array.isArray(container) ? container[Number(key)] : undefined;
}

/** `network` says nothing beside `network.edge_as`. */
function dropContainers(variables: readonly UsedVariable[]): UsedVariable[] {
  return variables.filter(
    ({ name }) =>
      !variables.some((other) => other.name.startsWith(`${name}.`) || other.name.startsWith(`${name}[`)),
  );
}
