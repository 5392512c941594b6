import { escapeValue } from '../python/markup.ts';
import { str } from '../python/repr.ts';
import type { Activation, Evaluate, Execute } from '../runtime/activation.ts';
import { PyError } from '../runtime/errors.ts';
import type { Expression, OutputNode } from '../syntax/nodes.ts';
import { compileExpression } from './compile-expression.ts';
import { type BlockScope, doNothing, sequence } from './compile-scope.ts';
import type { Compiler } from './compiler.ts';
import { computeConstant } from './constants.ts';

/** Compiles text and the values printed in it. */
export function compileOutput(compiler: Compiler, node: OutputNode, scope: BlockScope): Execute {
  if (scope.checksOutput && compiler.hasKnownExtends) return doNothing;
  const steps = mergeTexts(node.parts.map((part) => compilePart(compiler, part, scope))).map((part) =>
    compiler.traced ? writeTraced(compiler, part) : write(part),
  );
  const run = sequence(steps);
  if (!scope.checksOutput) return run;
  return (activation) => {
    if (activation.root.parentTemplate === undefined) run(activation);
  };
}

type Part =
  | { readonly kind: 'text'; readonly text: string; readonly line: number }
  | { readonly kind: 'value'; readonly print: Evaluate; readonly show: Show; readonly line: number };

/** Turns a value into what is printed. */
type Show = (activation: Activation, value: unknown) => string;

function compilePart(compiler: Compiler, node: Expression, scope: BlockScope): Part {
  if (node.kind === 'TemplateData' && !compiler.escaping.volatile) {
    return { kind: 'text', text: node.text, line: node.line };
  }
  const show = chooseShow(compiler);
  const text = printConstant(compiler, node);
  if (text !== undefined) return { kind: 'text', text, line: node.line };
  const line = compiler.mark(node);
  const print = compileExpression(compiler, node, scope);
  return { kind: 'value', print, line, show: node.kind === 'TemplateData' ? showPlain : show };
}

/** The text of an expression of constants; undefined where it has none or fails. */
function printConstant(compiler: Compiler, node: Expression): string | undefined {
  const constant = computeConstant(compiler, node);
  if (constant === undefined) return undefined;
  try {
    return compiler.escaping.autoescape ? escapeValue(constant.value).value : str(constant.value);
  } catch (error) {
    if (error instanceof PyError) return undefined;
    throw error;
  }
}

function chooseShow({ escaping }: Compiler): Show {
  if (escaping.volatile) return showAsSet;
  return escaping.autoescape ? showEscaped : showPlain;
}

function showPlain(_activation: Activation, value: unknown): string {
  return typeof value === 'string' ? value : str(value);
}

function showEscaped(_activation: Activation, value: unknown): string {
  return escapeValue(value).value;
}

function showAsSet(activation: Activation, value: unknown): string {
  return activation.context.escaping.autoescape ? escapeValue(value).value : str(value);
}

/** Neighbouring texts are one, unless their lines matter. */
function mergeTexts(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part.kind === 'text' && last?.kind === 'text' && endsOnLine(last, part)) {
      merged[merged.length - 1] = { ...last, text: last.text + part.text };
    } else {
      merged.push(part);
    }
  }
  return merged;
}

/** True where a text goes on at the line on which the one before ended. */
function endsOnLine(before: { text: string; line: number }, after: { line: number }): boolean {
  return before.line + (before.text.split('\n').length - 1) === after.line;
}

function write(part: Part): Execute {
  if (part.kind === 'text') {
    const { text } = part;
    return ({ render }) => render.output.write(text);
  }
  const { print, show, line } = part;
  return (activation) => {
    const { render } = activation;
    render.line = line;
    render.output.write(show(activation, print(activation)));
  };
}

function writeTraced(compiler: Compiler, part: Part): Execute {
  const { name } = compiler;
  if (part.kind === 'text') {
    const pieces = splitLines(part.text, part.line);
    return ({ render }) => {
      for (const piece of pieces) render.tracer?.writeData(piece.text, name, piece.line);
    };
  }
  const { print, show, line } = part;
  return (activation) => {
    const { render } = activation;
    const { tracer } = render;
    render.line = line;
    if (tracer === undefined) return;
    const { value, made } = tracer.apart(() => {
      const printed = print(activation);
      if (typeof printed === 'object') tracer.readDeep(printed);
      return show(activation, printed);
    });
    tracer.writeValue(value, name, line, made);
  };
}

/** Text with the template line of each of its lines. */
function splitLines(text: string, first: number): { readonly text: string; readonly line: number }[] {
  const lines = text.split('\n');
  return lines
    .map((line, index) => ({ text: index < lines.length - 1 ? `${line}\n` : line, line: first + index }))
    .filter((piece) => piece.text !== '');
}
