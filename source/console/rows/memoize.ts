/** Computes again only when an argument is another than in the last call. */
export function memoizeLast<Arguments extends readonly unknown[], Result>(
  compute: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  let last: { readonly given: Arguments; readonly result: Result } | undefined;
  return (...given) => {
    if (last?.given.every((argument, index) => argument === given[index]) !== true) {
      last = { given, result: compute(...given) };
    }
    return last.result;
  };
}
