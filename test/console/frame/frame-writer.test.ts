import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellGrid, GridSize } from '../../../source/console/frame/cell-grid.ts';
import { displayWidth, eachCluster } from '../../../source/console/frame/clusters.ts';
import { createFrameWriter } from '../../../source/console/frame/frame-writer.ts';
import { parseFrame } from '../../../source/console/frame/parse-frame.ts';
import { createScreen } from '../../terminal/screen.ts';

const sgr = fc.constantFrom(
  ...['', '0', '1', '2', '3', '4', '7', '9', '22', '24', '27', '31', '32', '39', '41', '44', '49', '91'],
  ...['104', '38;5;208', '48;5;24', '1;31', '22;39', '38;2;10;200;30', '0;7'],
);
const word = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(' ', '     ', '                    ', '│', '┌──────┐', '●', '✖ down'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '日本',
      '한국어',
      'é',
      'e\u0301x',
      'a\u0302\u0301',
      '😀',
      '👩‍👩‍👧',
      '🇩🇪',
      '❤️',
      'ไทย',
      'ｱﾞ',
      '\u200b',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u001b]8;;http://x\u0007', '\u001b[2J', '\u001b', '\t', '\u009b31m', '\r'),
  },
);
const span = fc.tuple(sgr, word).map(([codes, text]) => `\u001b[${codes}m${text.replaceAll('\n', '')}`);
const line = fc.array(span, { maxLength: 12 }).map((spans) => spans.join(''));
const frame = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
const size = fc.record({
  columns: fc.integer({ min: 60, max: 250 }),
  rows: fc.integer({ min: 15, max: 80 }),
});

type Step =
  | { readonly kind: 'frame'; readonly frame: string }
  | { readonly kind: 'edit'; readonly row: number; readonly line: string }
  | { readonly kind: 'resize'; readonly size: GridSize }
  | { readonly kind: 'repaint' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: frame.map((each): Step => ({ kind: 'frame', frame: each })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat({ max: 29 }), line)
      .map(([row, each]): Step => ({ kind: 'edit', row, line: each })),
  },
  { weight: 1, arbitrary: size.map((each): Step => ({ kind: 'resize', size: each })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'repaint' }) },
);

function expectSameCells(actual: CellGrid, wanted: CellGrid): void {
  expect({ ...actual, styles: [...Array.from(actual.styles)] }).toEqual({
    ...wanted,
    styles: [...Array.from(wanted.styles)],
  });
}

describe('the frame writer', () => {
  it('leaves the terminal showing exactly the frame, whatever came before and at any size', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.array(step, { minLength: 1, maxLength: 8 }), async (first, steps) => {
        const screen = createScreen(first);
        await screen.write('\u001b[?1049h\u001b[?7l what was there before');
        let bytes = '';
        let current = first;
        let shown = '';
        const writer = createFrameWriter({ size: first, write: (each) => (bytes += each) });
        for (const each of steps) {
          if (each.kind === 'frame') shown = each.frame;
          if (each.kind === 'edit') shown = editLine(shown, each.row, each.line);
          if (each.kind === 'resize') {
            current = each.size;
            screen.resize(current);
            writer.resize(current);
          }
          if (each.kind === 'repaint') writer.repaint();
          writer.draw(shown);
          await screen.write(bytes);
          bytes = '';
          expectSameCells(screen.grid(), parseFrame(shown, current));
        }
        screen.dispose();
      }),
      { numRuns: 150 },
    );
  });

  it('writes nothing when nothing changed', () => {
    const written: string[] = [];
    const writer = createFrameWriter({
      size: { columns: 80, rows: 24 },
      write: (each) => written.push(each),
    });
    writer.draw('one\n\u001b[31mtwo\u001b[39m');
    writer.draw('one\n\u001b[31mtwo\u001b[39m');
    writer.draw('one\n\u001b[0;31mtwo\u001b[m   ');
    expect(written).toHaveLength(1);
  });

  it('sends one changed cell of a coloured screen in a dozen bytes', () => {
    const row = (state: string) =>
      ` \u001b[32m●\u001b[39m ixpams01   \u001b[2m${state}\u001b[22m`.padEnd(110, ' x');
    const lines = (state: string) =>
      Array.from({ length: 40 }, (_, index) => row(index === 20 ? state : '12s'));
    let bytes = '';
    const writer = createFrameWriter({ size: { columns: 120, rows: 40 }, write: (each) => (bytes += each) });
    writer.draw(lines('12s').join('\n'));
    bytes = '';
    writer.draw(lines('13s').join('\n'));
    expect(bytes).toMatch(/3/);
    expect(bytes.length).toBeLessThanOrEqual(16);
  });
});

describe('clusters', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(
        ...'ｶﾞกำ한한क्षéa👩‍👩🏽🇩🇪❤️☎'.split(''),
        '\u0301',
        '\u200d',
        '\ufe0f',
        '🏽',
        '👩',
        '🇩',
        '\u0d4e',
      ),
      maxLength: 8,
    }),
  );

  it('are the same however the text around them is cut', () => {
    const written = (...texts: readonly string[]) =>
      texts.flatMap((each) => [...eachCluster(each)].map((cluster) => cluster.text)).join('');
    fc.assert(
      fc.property(text, text, (left, right) => {
        const apart = written(left, right);
        expect(displayWidth(apart)).toBe(displayWidth(left) + displayWidth(right));
        expect(written(apart)).toBe(apart);
      }),
      { numRuns: 3000 },
    );
  });
});

function editLine(frame: string, row: number, line: string): string {
  const lines = frame.split('\n');
  while (lines.length <= row) lines.push('');
  lines[row] = `\u001b[m${line}\u001b[m`;
  return lines.join('\n');
}
