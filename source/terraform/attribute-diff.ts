import { sanitizeLine } from '../basics/sanitize.ts';
import type { Redact } from './diagnostics.ts';
import { asList, asRecord, field, isRecord } from './json.ts';
import { type DiffLine, diffLines } from './line-diff.ts';
import type { AttributeValue, PlannedAttribute } from './plan-model.ts';

/** A plan's `change` object, as far as attributes go. */
export interface ChangeSides {
  readonly before: unknown;
  readonly after: unknown;
  readonly afterUnknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
  readonly replacePaths: unknown;
}

export interface AttributeDifferences {
  readonly attributes: readonly PlannedAttribute[];
  readonly omitted: number;
}

export type Step = string | number;

/** The same place on every side; `undefined` is absent. */
interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeMask: unknown;
  readonly afterMask: unknown;
}

const depthLimit = 24;
const attributeLimit = 400;
const valueLimit = 1_000;

/** Every leaf that differs, in the order of the keys, redacted by the masks and by value. */
export function diffAttributes(change: ChangeSides, redact: Redact): AttributeDifferences {
  const attributes: PlannedAttribute[] = [];
  let omitted = 0;
  const replacePaths = asList(change.replacePaths).map(asList);
  const visit = (sides: Sides, path: readonly Step[]): void => {
    if (isUnchanged(sides)) return;
    if (shouldDescend(sides, path.length)) {
      for (const step of listSteps(sides)) visit(stepInto(sides, step), [...path, step]);
      return;
    }
    if (attributes.length >= attributeLimit) {
      omitted += 1;
      return;
    }
    const lines = showLines(sides, redact);
    attributes.push({
      path: formatPath(path, redact),
      before: showSide(sides.before, sides.beforeMask, false, redact),
      after: showSide(sides.after, sides.afterMask, sides.unknown === true, redact),
      ...(lines === undefined ? {} : { lines }),
      forcesReplacement: replacePaths.some((steps) => isWithin(path, steps)),
    });
  };
  visit(
    {
      before: change.before ?? undefined,
      after: change.after ?? undefined,
      unknown: change.afterUnknown,
      beforeMask: change.beforeSensitive,
      afterMask: change.afterSensitive,
    },
    [],
  );
  return { attributes, omitted };
}

/** One value as it may be shown. `isUnknown` stands above everything but the mask. */
function showSide(value: unknown, mask: unknown, isUnknown: boolean, redact: Redact): AttributeValue {
  if (mask === true) return { kind: 'sensitive' };
  if (isUnknown) return { kind: 'unknown' };
  if (value === undefined || value === null) return { kind: 'absent' };
  return { kind: 'value', text: showValue(maskDeep(value, mask, redact, 0)) };
}

/** Two texts line by line, where nothing hides them. */
function showLines(sides: Sides, redact: Redact): readonly DiffLine[] | undefined {
  const { before, after, beforeMask, afterMask } = sides;
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (sides.unknown === true || beforeMask === true || afterMask === true) return undefined;
  return diffLines(redact(before), redact(after));
}

/** A place in which two sides differ; nothing in it is redacted. */
export interface RawDifference {
  readonly path: readonly Step[];
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: boolean;
}

const rawLimit = 5_000;

/** The leaves of a change that differ, in clear and without regard to masks: for comparing, never for showing. */
export function listRawDifferences(
  change: Pick<ChangeSides, 'before' | 'after' | 'afterUnknown'>,
): readonly RawDifference[] {
  const found: RawDifference[] = [];
  const visit = (sides: Sides, path: readonly Step[]): void => {
    if (found.length >= rawLimit || isUnchanged(sides)) return;
    if (shouldDescend(sides, path.length)) {
      for (const step of listSteps(sides)) visit(stepInto(sides, step), [...path, step]);
      return;
    }
    found.push({ path, before: sides.before, after: sides.after, unknown: sides.unknown === true });
  };
  visit(
    {
      before: change.before ?? undefined,
      after: change.after ?? undefined,
      unknown: change.afterUnknown,
      beforeMask: undefined,
      afterMask: undefined,
    },
    [],
  );
  return found;
}

/** Strings quoted as JSON, everything else as JSON; one line, cut where it is long. */
function showValue(value: unknown): string {
  if (typeof value === 'string') {
    const kept = value.length > valueLimit ? value.slice(0, valueLimit) : value;
    const text = sanitizeLine(JSON.stringify(kept), valueLimit * 6);
    return kept === value ? text : `${text} … (${value.length} characters)`;
  }
  return sanitizeLine(JSON.stringify(value), valueLimit);
}

/** The value with masked parts replaced and every string redacted; too deep a part becomes `…`. */
function maskDeep(value: unknown, mask: unknown, redact: Redact, depth: number): unknown {
  if (mask === true) return '(sensitive)';
  if (typeof value === 'string') return redact(value);
  if (depth > depthLimit) return '…';
  if (Array.isArray(value))
    return value.map((item, index) => maskDeep(item, asList(mask)[index], redact, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redact(key),
      maskDeep(item, field(asRecord(mask), key), redact, depth + 1),
    ]),
  );
}

function isUnchanged(sides: Sides): boolean {
  if (containsTrue(sides.unknown, 0)) return false;
  return isEqual(sides.before, sides.after, 0);
}

/** Absent and null are the same to Terraform. */
export function isEqual(left: unknown, right: unknown, depth = 0): boolean {
  if ((left ?? null) === (right ?? null)) return true;
  if (depth > depthLimit) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => isEqual(item, right[index], depth + 1))
    );
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isEqual(field(left, key), field(right, key), depth + 1));
}

/** Masks and `after_unknown` are trees with `true` at the leaves they mean. */
function containsTrue(tree: unknown, depth: number): boolean {
  if (tree === true) return true;
  if (depth > depthLimit) return false;
  if (Array.isArray(tree)) return tree.some((item) => containsTrue(item, depth + 1));
  return isRecord(tree) && Object.values(tree).some((item) => containsTrue(item, depth + 1));
}

/** Whether the place is a container on the sides that have it, and nothing hides it as a whole. */
function shouldDescend(sides: Sides, depth: number): boolean {
  if (depth >= depthLimit || sides.unknown === true) return false;
  if (sides.beforeMask === true || sides.afterMask === true) return false;
  const present = [sides.before, sides.after].filter((side) => side !== undefined && side !== null);
  if (present.length === 0) return isRecord(sides.unknown) || Array.isArray(sides.unknown);
  const areRecords = present.every(isRecord);
  const areLists = present.every(Array.isArray);
  return (areRecords || areLists) && listSteps(sides).length > 0;
}

function listSteps(sides: Sides): Step[] {
  const trees = [sides.before, sides.after, sides.unknown];
  if (trees.some(Array.isArray)) {
    const length = Math.max(...trees.map((tree) => asList(tree).length));
    return Array.from({ length }, (_, index) => index);
  }
  return [...new Set(trees.flatMap((tree) => Object.keys(asRecord(tree))))];
}

function stepInto(sides: Sides, step: Step): Sides {
  const into = (tree: unknown) =>
    typeof step === 'number' ? asList(tree)[step] : field(asRecord(tree), step);
  return {
    before: into(sides.before) ?? undefined,
    after: into(sides.after) ?? undefined,
    unknown: into(sides.unknown),
    beforeMask: into(sides.beforeMask),
    afterMask: into(sides.afterMask),
  };
}

function isWithin(path: readonly Step[], steps: readonly unknown[]): boolean {
  const shared = Math.min(path.length, steps.length);
  return steps.length > 0 && path.slice(0, shared).every((step, index) => step === steps[index]);
}

/** A path as in an expression, safe to show. */
export function formatPath(path: readonly Step[], redact: Redact): string {
  const text = path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
  return sanitizeLine(redact(text));
}
