import { OperatorError } from '../../basics/problem.ts';

/** How many hosts go at once: so many, or so much of all. */
export type WaveSize =
  | { readonly kind: 'count'; readonly hosts: number }
  | { readonly kind: 'share'; readonly percent: number };

/** The sizes where the operator named none: one host first, then a quarter, then the rest. */
export const careful: readonly WaveSize[] = [
  { kind: 'count', hosts: 1 },
  { kind: 'share', percent: 25 },
  { kind: 'share', percent: 100 },
];

/** `1,25%,all` as sizes; the last is for all waves from there on. Throws OperatorError. */
export function parseSerial(given: string): readonly WaveSize[] {
  return given.split(',').map((word) => {
    const size = parseSize(word.trim());
    if (size) return size;
    throw new OperatorError({
      kind: 'usage',
      message: `${JSON.stringify(given)} does not tell how many hosts go at once.`,
      hint: 'For instance --serial 1, --serial 25%, --serial 1,3,50%, --serial all.',
    });
  });
}

function parseSize(word: string): WaveSize | undefined {
  if (word === 'all') return { kind: 'share', percent: 100 };
  const [, digits = '', sign] = /^(\d{1,6})(%?)$/.exec(word) ?? [];
  const number = Number(digits);
  if (digits === '' || number === 0 || (sign === '%' && number > 100)) return undefined;
  return sign === '%' ? { kind: 'share', percent: number } : { kind: 'count', hosts: number };
}

/** Cuts hosts into waves, in their order; shares are of all of them, and never less than one host. */
export function planWaves<Host>(
  hosts: readonly Host[],
  sizes: readonly WaveSize[],
): readonly (readonly Host[])[] {
  const waves: Host[][] = [];
  for (let begin = 0; begin < hosts.length; ) {
    const size = sizes[waves.length] ?? sizes.at(-1);
    const count = Math.max(1, size === undefined ? hosts.length : countOf(size, hosts.length));
    waves.push(hosts.slice(begin, begin + count));
    begin += count;
  }
  return waves;
}

function countOf(size: WaveSize, hosts: number): number {
  return size.kind === 'count' ? size.hosts : Math.ceil((hosts * size.percent) / 100);
}
