import type { CellGrid } from '../source/console/frame/cell-grid.ts';
import {
  attributesOf,
  backgroundOf,
  type CellStyle,
  foregroundOf,
} from '../source/console/frame/cell-style.ts';

const cell = { width: 8.4, height: 18 };
const margin = 12;
const screen = { foreground: '#d8dee9', background: '#14171c' };
const basic = [
  '#2e3440',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#abb2bf',
  '#6b7280',
  '#f0808a',
  '#b5e08f',
  '#f2d58f',
  '#8ac7ff',
  '#dca0ee',
  '#7fd5de',
  '#ffffff',
];
const bit = { bold: 1, faint: 2, italic: 4, underline: 8, inverse: 32 };

interface Look {
  readonly foreground: string;
  readonly background: string;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly underline: boolean;
}

/** A screen as a picture: text stays text, in the reader's monospaced font. */
export function drawSvg(grid: CellGrid): string {
  const width = grid.columns * cell.width + 2 * margin;
  const height = grid.rows * cell.height + 2 * margin;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`,
    `<rect width="100%" height="100%" rx="8" fill="${screen.background}"/>`,
  ];
  for (let row = 0; row < grid.rows; row += 1) parts.push(...drawRow(grid, row));
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
}

function drawRow(grid: CellGrid, row: number): string[] {
  const parts: string[] = [];
  let column = 0;
  while (column < grid.columns) {
    const start = column;
    const style = grid.styles[row * grid.columns + column] ?? 0;
    let text = '';
    while (column < grid.columns && (grid.styles[row * grid.columns + column] ?? 0) === style) {
      text += grid.texts[row * grid.columns + column] ?? ' ';
      column += 1;
    }
    parts.push(...drawRun(text, readLook(style), { row, start, end: column }));
  }
  return parts;
}

function drawRun(text: string, look: Look, at: { row: number; start: number; end: number }): string[] {
  const x = (margin + at.start * cell.width).toFixed(1);
  const y = margin + at.row * cell.height;
  const width = ((at.end - at.start) * cell.width).toFixed(1);
  const parts: string[] = [];
  if (look.background !== screen.background) {
    parts.push(
      `<rect x="${x}" y="${y}" width="${width}" height="${cell.height}" fill="${look.background}"/>`,
    );
  }
  if (text.trim() === '') return parts;
  const attributes = [
    `fill="${look.foreground}"`,
    look.bold ? 'font-weight="bold"' : '',
    look.faint ? 'opacity="0.6"' : '',
    look.underline ? 'text-decoration="underline"' : '',
  ].filter((attribute) => attribute !== '');
  parts.push(
    `<text x="${x}" y="${y + 13.5}" textLength="${width}" xml:space="preserve" ${attributes.join(' ')}>${escapeText(text)}</text>`,
  );
  return parts;
}

function readLook(style: CellStyle): Look {
  const bits = attributesOf(style);
  const foreground = colourOf(foregroundOf(style), screen.foreground);
  const background = colourOf(backgroundOf(style), screen.background);
  const inverse = (bits & bit.inverse) !== 0;
  return {
    foreground: inverse ? background : foreground,
    background: inverse ? foreground : background,
    bold: (bits & bit.bold) !== 0,
    faint: (bits & bit.faint) !== 0,
    underline: (bits & bit.underline) !== 0,
  };
}

/** A packed colour (0 is the terminal's own, otherwise the palette index plus one) as CSS. */
function colourOf(packed: number, own: string): string {
  if (packed === 0) return own;
  const index = packed - 1;
  if (index < 16) return basic[index] ?? own;
  if (index >= 232)
    return `rgb(${8 + 10 * (index - 232)} ${8 + 10 * (index - 232)} ${8 + 10 * (index - 232)})`;
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
