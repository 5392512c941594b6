import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { OperatorError } from '../basics/problem.ts';

/** A way from the root of a YAML document: keys of maps, indices of lists. */
export type YamlPath = readonly (string | number)[];

/** What a value looks like when it is written into a document. */
export interface YamlText {
  /** Lines without indentation of the whole: a scalar, a flow collection, or a block map of several lines. */
  readonly text: string;
}

type Plain = unknown;

/**
 * Removes what these paths name, and leaves every other line, comment and quote as it is. Remarks directly above an
 * entry go with it; an anchor in it that others use moves to the first that does. Throws OperatorError where the
 * result would not be the same document without them.
 */
export function removeFromYaml(text: string, paths: readonly YamlPath[], file: string): string {
  let edited = text;
  for (const path of sortForRemoval(paths)) edited = removeOne(edited, path, file);
  const wanted = readPlain(text, file);
  for (const path of sortForRemoval(paths)) dropPath(wanted, path);
  return requireSame(edited, wanted, file);
}

/** Adds a pair to the map at a path, after its last one. Throws OperatorError where it is no map, or has that key. */
export function addToYaml(
  text: string,
  parent: YamlPath,
  key: string,
  value: YamlText,
  file: string,
): string {
  const document = parse(text, file);
  const node = parent.length === 0 ? document.contents : document.getIn(parent, true);
  const wanted = readPlain(text, file);
  if (!isMap(node) && !(node === null || (isNode(node) && document.getIn(parent) === null))) {
    throw refuse(file, `${parent.join('.')} is no map`, `add ${key}`);
  }
  if (isMap(node) && node.has(key))
    throw refuse(file, `${[...parent, key].join('.')} is there already`, `add ${key}`);
  setPath(wanted, parent, key, parseDocument(value.text).toJS());
  const edited =
    isMap(node) && node.items.length > 0
      ? appendPair(text, node, key, value)
      : fillMap(text, document, parent, key, value);
  return requireSame(edited, wanted, file);
}

/** Later entries and deeper ones first, so that those before keep their places. */
function sortForRemoval(paths: readonly YamlPath[]): YamlPath[] {
  return [...paths].sort((one, other) => {
    for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
      const [left, right] = [one[index], other[index]];
      if (typeof left === 'number' && typeof right === 'number' && left !== right) return right - left;
    }
    return other.length - one.length;
  });
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function removeOne(text: string, path: YamlPath, file: string): string {
  const document = parse(text, file);
  const parentPath = path.slice(0, -1);
  const parent = parentPath.length === 0 ? document.contents : document.getIn(parentPath, true);
  const last = path.at(-1);
  const entry = findEntry(parent, last);
  if (entry === undefined || !(isMap(parent) || isSeq(parent))) {
    throw refuse(file, `there is no ${path.join('.')}`, 'remove it');
  }
  const range = rangeOf(entry);
  const cut = parent.flow ? cutFlow(text, range) : cutLines(text, range, isSeq(parent));
  const moved = moveAnchors(text, document, cut);
  if (parent.items.length > 1) return cutText(moved.text, moved.cut);
  return emptyParent(moved.text, moved.cut, parent.flow === true, isSeq(parent));
}

function findEntry(parent: unknown, key: string | number | undefined): Pair | Node | undefined {
  if (isSeq(parent) && typeof key === 'number') {
    const item = parent.items[key];
    return isNode(item) || isPair(item) ? item : undefined;
  }
  return isMap(parent)
    ? parent.items.find((pair) => isNode(pair.key) && String(pair.key) === String(key))
    : undefined;
}

function rangeOf(entry: Pair | Node): Range {
  if (!isPair(entry)) return { start: startOf(entry), end: endOf(entry) };
  const key = isNode(entry.key) ? entry.key : undefined;
  const value = isNode(entry.value) ? entry.value : key;
  return { start: key ? startOf(key) : 0, end: Math.max(value ? endOf(value) : 0, key ? endOf(key) : 0) };
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The end of the value itself, before remarks and empty lines that follow it. */
function endOf(node: Node): number {
  return node.range?.[1] ?? 0;
}

/** Whole lines, with the remarks directly above that stand as far in. */
function cutLines(text: string, { start, end }: Range, isItem: boolean): Range {
  let from = text.lastIndexOf('\n', start - 1) + 1;
  const head = text.slice(from, start);
  // The first entry of a map inside a list item stands behind its dash.
  if (!isItem && /-\s*$/.test(head)) return { start, end: nextEntry(text, end) };
  const indent = /^ */.exec(head)?.[0] ?? '';
  for (;;) {
    const above = text.lastIndexOf('\n', from - 2) + 1;
    if (from === 0 || !text.slice(above, from).startsWith(`${indent}#`)) break;
    from = above;
  }
  return { start: from, end: endOfLine(text, end) };
}

function nextEntry(text: string, end: number): number {
  const line = endOfLine(text, end);
  return line + (/^[ ]*/.exec(text.slice(line))?.[0].length ?? 0);
}

/** Just after the line that holds the last character before `end`. */
function endOfLine(text: string, end: number): number {
  const last = text[end - 1] === '\n' ? end - 1 : end;
  const next = text.indexOf('\n', last);
  return next === -1 ? text.length : next + 1;
}

/** In a flow collection: with the comma after it, or before it where it is the last. */
function cutFlow(text: string, { start, end }: Range): Range {
  const after = /^\s*,[ \t]*\n?[ \t]*/.exec(text.slice(end))?.[0].length;
  if (after !== undefined) return { start, end: end + after };
  const before = /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - before, end };
}

function cutText(text: string, { start, end }: Range): string {
  return text.slice(0, start) + text.slice(end);
}

/** The last entry goes: an empty collection stays, for what reads it would stumble over nothing at all. */
function emptyParent(text: string, cut: Range, flow: boolean, isList: boolean): string {
  const rest = cutText(text, cut);
  if (flow) return rest;
  const lineEnd = cut.start - 1;
  const lineStart = text.lastIndexOf('\n', lineEnd - 1) + 1;
  const line = text.slice(lineStart, lineEnd);
  const empty = isList ? '[]' : '{}';
  const [, head = line, remark = ''] = /^(.*?:)\s*(#.*)?$/.exec(line) ?? [];
  const filled = `${head} ${empty}${remark === '' ? '' : ` ${remark}`}`;
  return `${rest.slice(0, lineStart)}${filled}${rest.slice(lineEnd)}`;
}

/** An anchor that is cut out moves to the first alias that is left. */
function moveAnchors(
  text: string,
  document: Document,
  cut: Range,
): { readonly text: string; readonly cut: Range } {
  const inside = (node: Node) => startOf(node) >= cut.start && startOf(node) < cut.end;
  const anchored = new Map<string, Node>();
  const moves: { readonly at: Range; readonly text: string }[] = [];
  const done = new Set<string>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) {
        const source = anchored.get(node.source);
        if (source === undefined || inside(node) || done.has(node.source)) return;
        done.add(node.source);
        moves.push({
          at: { start: startOf(node), end: endOf(node) },
          text: takeAnchored(text, source, node),
        });
      } else if (node.anchor !== undefined && inside(node)) anchored.set(node.anchor, node);
    },
  });
  let moved = text;
  let { start, end } = cut;
  for (const { at, text: replacement } of moves.toReversed()) {
    moved = moved.slice(0, at.start) + replacement + moved.slice(at.end);
    const growth = replacement.length - (at.end - at.start);
    if (at.start < start) {
      start += growth;
      end += growth;
    }
  }
  return { text: moved, cut: { start, end } };
}

/** The anchored value as it is written, from its `&`, indented for the alias's column. */
function takeAnchored(text: string, source: Node, alias: Node): string {
  const mark = `&${source.anchor}`;
  const from = text.lastIndexOf(mark, startOf(source) + mark.length);
  const shift = columnOf(text, startOf(alias)) - columnOf(text, from);
  const lines = text.slice(from, endOf(source)).trimEnd().split('\n');
  return lines
    .map((line, index) => {
      if (index === 0 || line.trim() === '') return line;
      return shift >= 0 ? ' '.repeat(shift) + line : line.slice(Math.min(-shift, line.search(/\S/)));
    })
    .join('\n');
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function appendPair(
  text: string,
  map: { readonly flow?: boolean; readonly items: readonly Pair[] },
  key: string,
  value: YamlText,
): string {
  const last = map.items.at(-1);
  if (last === undefined) throw new Error('a map with entries has a last one');
  const { start, end } = rangeOf(last);
  if (map.flow) return `${text.slice(0, end)}, ${writeKey(key)}: ${value.text.trim()}${text.slice(end)}`;
  const indent = columnOf(text, start);
  const at = endOfLine(text, end);
  const gap = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return `${text.slice(0, at)}${gap}${writePair(key, value, indent)}${text.slice(at)}`;
}

/** The first pair of a map that is empty, or was nothing so far. */
function fillMap(text: string, document: Document, parent: YamlPath, key: string, value: YamlText): string {
  const above = parent.slice(0, -1);
  const holder = above.length === 0 ? document.contents : document.getIn(above, true);
  const pair = findEntry(holder, parent.at(-1));
  if (!isPair(pair) || !isNode(pair.key)) throw new Error('an empty map has a key that it stands under');
  const from = endOf(pair.key);
  const colon = text.indexOf(':', from);
  const lineEnd = text.indexOf('\n', colon);
  const end = lineEnd === -1 ? text.length : lineEnd;
  const remark = /#.*$/.exec(text.slice(colon, end))?.[0];
  const indent = columnOf(text, startOf(pair.key)) + 2;
  const head = `${text.slice(0, colon + 1)}${remark === undefined ? '' : ` ${remark}`}`;
  return `${head}\n${writePair(key, value, indent).trimEnd()}${text.slice(end)}`;
}

function writePair(key: string, { text }: YamlText, indent: number): string {
  const margin = ' '.repeat(indent);
  const lines = text.trimEnd().split('\n');
  if (lines.length === 1) return `${margin}${writeKey(key)}: ${lines[0]}\n`;
  return [`${margin}${writeKey(key)}:`, ...lines.map((line) => `${margin}  ${line}`), ''].join('\n');
}

/** A key as YAML reads it back, quoted where it must be. */
function writeKey(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) && typeof parseDocument(key).toJS() === 'string'
    ? key
    : JSON.stringify(key);
}

function parse(text: string, file: string): Document {
  const document = parseDocument(text, { keepSourceTokens: false });
  const [error] = document.errors;
  if (error) throw refuse(file, error.message.split('\n', 1)[0] ?? 'no YAML', 'read it');
  return document;
}

/** A copy of the document's values, every alias a value of its own. */
function readPlain(text: string, file: string): Plain {
  return structuredClone(
    JSON.parse(JSON.stringify(parse(text, file).toJS({ maxAliasCount: 10_000 }) ?? null)),
  );
}

function requireSame(edited: string, wanted: Plain, file: string): string {
  const found = readPlain(edited, file);
  if (isDeepStrictEqual(found, wanted)) return edited;
  throw refuse(file, 'it is written in a way that cannot be edited without touching the rest', 'edit it');
}

function dropPath(value: Plain, path: YamlPath): void {
  const holder = walk(value, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(holder) && typeof key === 'number') holder.splice(key, 1);
  else if (isRecord(holder)) delete holder[String(key)];
}

function setPath(value: Plain, parent: YamlPath, key: string, added: Plain): void {
  const holder = walk(value, parent);
  const plain: Plain = JSON.parse(JSON.stringify(added ?? null));
  if (isRecord(holder)) {
    holder[key] = plain;
    return;
  }
  const above = walk(value, parent.slice(0, -1));
  if (isRecord(above)) above[String(parent.at(-1))] = { [key]: plain };
}

function walk(value: Plain, path: YamlPath): Plain {
  return path.reduce<Plain>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    return isRecord(at) ? at[String(key)] : undefined;
  }, value);
}

function isRecord(value: Plain): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(file: string, message: string, attempted: string): OperatorError {
  return new OperatorError({
    kind: 'source-uneditable',
    message: `${file}: ${message}.`,
    place: { file },
    attempted,
    hint: 'Edit it by hand.',
  });
}
