import { reserveItems, spend } from '../runtime/budget.ts';
import { order } from './compare.ts';

/** `sorted(values, key=…, reverse=…)`: stable, and comparing with `<` alone. */
export function sortValues<T>(values: readonly T[], key: (value: T) => unknown, reverse = false): T[] {
  reserveItems(values.length);
  const keyed = values.map((value) => ({ value, key: key(value) }));
  // A reversed sort keeps the order of equal items.
  if (reverse) keyed.reverse();
  const sorted = mergeSort(keyed, (left, right) => {
    spend(1);
    return order(left.key, right.key, '<');
  });
  if (reverse) sorted.reverse();
  return sorted.map((item) => item.value);
}

/** Sorts by what is less than what; stable. */
export function sortBy<T extends object>(values: readonly T[], isLess: (left: T, right: T) => boolean): T[] {
  reserveItems(values.length);
  return mergeSort(values, (left, right) => {
    spend(1);
    return isLess(left, right);
  });
}

/** Binary insertion for short runs, then merging, so that `<` is asked in Python's order for short lists. */
function mergeSort<T extends object>(values: readonly T[], isLess: (left: T, right: T) => boolean): T[] {
  if (values.length < 64) return insertionSort(values, isLess);
  const middle = values.length >> 1;
  const left = mergeSort(values.slice(0, middle), isLess);
  const right = mergeSort(values.slice(middle), isLess);
  return merge(left, right, isLess);
}

function insertionSort<T extends object>(values: readonly T[], isLess: (left: T, right: T) => boolean): T[] {
  const run = startRun(values, isLess);
  for (const value of values.slice(run.length)) {
    let low = 0;
    let high = run.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLess(value, run[middle] ?? value)) high = middle;
      else low = middle + 1;
    }
    run.splice(low, 0, value);
  }
  return run;
}

/** The ordered run at the start; one that strictly descends is turned round. */
function startRun<T extends object>(values: readonly T[], isLess: (left: T, right: T) => boolean): T[] {
  const [first, second] = values;
  if (first === undefined || second === undefined || values.length < 2) return values.slice();
  const descending = isLess(second, first);
  let previous = second;
  let end = 2;
  for (const value of values.slice(2)) {
    if (isLess(value, previous) !== descending) break;
    previous = value;
    end += 1;
  }
  const run = values.slice(0, end);
  return descending ? run.reverse() : run;
}

function merge<T extends object>(
  left: readonly T[],
  right: readonly T[],
  isLess: (left: T, right: T) => boolean,
): T[] {
  const result: T[] = [];
  let next = 0;
  for (const value of right) {
    while (next < left.length) {
      const other = left[next];
      if (other === undefined || isLess(value, other)) break;
      result.push(other);
      next += 1;
    }
    result.push(value);
  }
  return result.concat(left.slice(next));
}
