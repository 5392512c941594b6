import type { Level } from '../rows/health.ts';

export interface Glyphs {
  readonly levels: Readonly<Record<Level, string>>;
  readonly cursor: string;
  readonly marked: string;
  readonly markedCursor: string;
  readonly ascending: string;
  readonly descending: string;
  readonly ellipsis: string;
  readonly done: string;
  readonly failed: string;
  readonly running: string;
  readonly separator: string;
  readonly caret: string;
  /** Between a place and the one it led to. */
  readonly crumb: string;
  readonly border: {
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
    readonly horizontal: string;
    readonly vertical: string;
  };
  readonly branch: string;
  readonly lastBranch: string;
  readonly actions: Readonly<Record<'create' | 'update' | 'replace' | 'delete' | 'read' | 'no-op', string>>;
  readonly changes: Readonly<Record<'added' | 'changed' | 'removed', string>>;
  readonly gap: string;
  /** What drawings are made of. */
  readonly dots: 'braille' | 'ascii';
  /** From the lowest to the highest. */
  readonly bars: readonly string[];
}

export const unicodeGlyphs: Glyphs = {
  levels: { good: '●', warning: '▲', bad: '✖', unknown: '○' },
  cursor: '▸',
  marked: '•',
  markedCursor: '◆',
  ascending: '↑',
  descending: '↓',
  ellipsis: '…',
  done: '✔',
  failed: '✖',
  running: '▷',
  separator: '│',
  caret: '▏',
  crumb: '›',
  border: {
    topLeft: '╭',
    topRight: '╮',
    bottomLeft: '╰',
    bottomRight: '╯',
    horizontal: '─',
    vertical: '│',
  },
  branch: '├',
  lastBranch: '└',
  actions: { create: '+', update: '~', replace: '±', delete: '−', read: '?', 'no-op': ' ' },
  changes: { added: '+', changed: '~', removed: '−' },
  gap: '┄',
  dots: 'braille',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

export const asciiGlyphs: Glyphs = {
  levels: { good: 'o', warning: '!', bad: 'X', unknown: '?' },
  cursor: '>',
  marked: '*',
  markedCursor: '#',
  ascending: '^',
  descending: 'v',
  ellipsis: '~',
  done: '*',
  failed: 'X',
  running: '.',
  separator: '|',
  caret: '_',
  crumb: '>',
  border: { topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', horizontal: '-', vertical: '|' },
  branch: '|',
  lastBranch: '`',
  actions: { create: '+', update: '~', replace: '/', delete: '-', read: '?', 'no-op': ' ' },
  changes: { added: '+', changed: '~', removed: '-' },
  gap: '.',
  dots: 'ascii',
  bars: ['_', '.', '-', '=', '+', '*', '#'],
};
