import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../source/console/frame/clusters.ts';
import { chooseLook } from '../../../source/console/look/look.ts';
import { fitText, paintLine, span } from '../../../source/console/look/paint.ts';
import { sessionColumns } from '../../../source/console/views/sessions/session-columns.ts';
import { buildSessionRows } from '../../../source/console/views/sessions/session-rows.ts';
import { placeColumns } from '../../../source/console/widgets/columns.ts';
import { tableLines } from '../../../source/console/widgets/table-lines.ts';
import { wrapText } from '../../../source/console/widgets/wrap-text.ts';
import { demoClock } from '../demo-fleet.ts';
import { demoState } from '../demo-state.ts';

const look = chooseLook({ LANG: 'C.UTF-8', NO_COLOR: '1', TERM: 'xterm' });
const rows = buildSessionRows(demoState().hosts, '');

function shown(width: number): string[] {
  return placeColumns(sessionColumns(look, true, demoClock), rows, width).columns.map(
    ({ column }) => column.key,
  );
}

describe('a table', () => {
  it('gives up the least important columns first as it narrows', () => {
    const all = ['level', 'host', 'name', 'state', 'neighbor', 'as', 'since', 'imported', 'exported', 'note'];
    expect(shown(160)).toEqual(all);
    expect(shown(85)).toEqual(all.filter((key) => key !== 'since' && key !== 'as'));
    expect(shown(51)).toEqual(['level', 'host', 'name', 'state', 'note']);
  });

  it('is never wider than its pane', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 240 }), (width) => {
        const view = {
          table: sessionColumns(look, true, demoClock),
          rows,
          columns: width,
          height: 5,
          focused: false,
        };
        const position = { id: undefined, index: 0, offset: 0 };
        for (const line of tableLines(look, { ...view, position })) {
          expect(displayWidth(line.replaceAll(/\u001b\[[0-9;]*m/g, ''))).toBe(width);
        }
      }),
    );
  });

  it('mounts only the rows in sight of twenty thousand', () => {
    const [row] = rows;
    if (row === undefined) throw new Error('the demo has sessions');
    const many = Array.from({ length: 20_000 }, (_, index) => ({ ...row, id: String(index) }));
    const position = { id: '19999', index: 19_999, offset: 0 };
    const view = { table: sessionColumns(look, true, demoClock), columns: 100, height: 30, focused: true };
    expect(tableLines(look, { ...view, rows: many, position })).toHaveLength(31);
  });
});

describe('a painted line', () => {
  it('has exactly its columns, whatever hosts and peers send', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 30 })),
        fc.integer({ min: 1, max: 80 }),
        (texts, columns) => {
          const line = paintLine(
            look,
            texts.map((text) => span('bad', text)),
            columns,
          );
          const bare = line.replaceAll(/\u001b\[[0-9;]*m/g, '');
          expect(displayWidth(bare)).toBe(columns);
          expect(bare).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('cuts between graphemes, with an ellipsis', () => {
    expect(fitText('日本語テキスト', 5, '…')).toBe('日本…');
    expect(fitText('abcdef', 4, '…')).toBe('abc…');
    expect(fitText('abcd', 4, '…')).toBe('abcd');
    expect(fitText('e\u0301a\u0300bc', 3, '…')).toBe('éà…');
  });
});

describe('wrapped text', () => {
  it('breaks between words and loses none', () => {
    expect(wrapText('sshd is not listening there', 12)).toEqual(['sshd is not', 'listening', 'there']);
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,20}$/)),
        fc.integer({ min: 4, max: 40 }),
        (words, columns) => {
          const lines = wrapText(words.join(' '), columns);
          expect(lines.every((line) => displayWidth(line) <= columns)).toBe(true);
          expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
        },
      ),
    );
  });
});
