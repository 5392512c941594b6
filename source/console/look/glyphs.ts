import type { Level } from '../rows/health.ts';

export interface Glyphs {
  readonly levels: Readonly<Record<Level, string>>;
  readonly cursor: string;
  readonly ellipsis: string;
  readonly done: string;
  readonly failed: string;
  readonly running: string;
  readonly separator: string;
  readonly caret: string;
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
  /** From the lowest to the highest. */
  readonly bars: readonly string[];
}

export const unicodeGlyphs: Glyphs = {
  levels: { good: '●', warning: '▲', bad: '✖', unknown: '○' },
  cursor: '▸',
  ellipsis: '…',
  done: '✔',
  failed: '✖',
  running: '▷',
  separator: '│',
  caret: '▏',
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
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

export const asciiGlyphs: Glyphs = {
  levels: { good: 'o', warning: '!', bad: 'X', unknown: '?' },
  cursor: '>',
  ellipsis: '~',
  done: '*',
  failed: 'X',
  running: '.',
  separator: '|',
  caret: '_',
  border: { topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', horizontal: '-', vertical: '|' },
  branch: '|',
  lastBranch: '`',
  actions: { create: '+', update: '~', replace: '/', delete: '-', read: '?', 'no-op': ' ' },
  changes: { added: '+', changed: '~', removed: '-' },
  gap: '.',
  bars: ['_', '.', '-', '=', '+', '*', '#'],
};
